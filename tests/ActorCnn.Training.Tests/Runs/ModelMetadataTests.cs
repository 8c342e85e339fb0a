using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Tests.Runs;

public sealed class ModelMetadataTests
{
    private static readonly ModelMetadata Metadata = new()
    {
        Name = "digits",
        Classes = ["zero \"0\"", "eins", "\u96f6"],
        Input = new Shape(3, 32, 16),
        Epochs = 7,
        ConfigSha256 = "aa",
        DataSha256 = "bb",
        WeightsSha256 = "cc",
        Normalization = new Normalization([0.1, 1.0 / 3, -2e-300], [1, Math.PI, 1e-9]),
    };

    [Fact]
    public void Should_come_back_as_it_was()
    {
        ModelMetadata read = ModelMetadata.Parse(Metadata.ToDictionary(), "model");

        Assert.Equal(Metadata.Classes, read.Classes);
        Assert.Equal(Metadata with { Classes = read.Classes }, read);
    }

    [Fact]
    public void Should_come_back_without_a_normalization()
    {
        ModelMetadata plain = Metadata with { Normalization = null };

        Assert.Null(ModelMetadata.Parse(plain.ToDictionary(), "model").Normalization);
        Assert.DoesNotContain(plain.ToDictionary().Keys, key => key.StartsWith("normalization", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("normalization_mean", null, "text", "nothing")]
    [InlineData("normalization_deviation", null, "text", "nothing")]
    [InlineData("normalization_mean", "[1, 2]", "a number for each channel, deviations above 0", "[1, 2]")]
    [InlineData("normalization_deviation", "[1, 0, 1]", "a number for each channel, deviations above 0", "[1, 0, 1]")]
    [InlineData("normalization_deviation", "[1, 1]", "a number for each channel, deviations above 0", "[1, 1]")]
    [InlineData("normalization_deviation", "1", "a number for each channel, deviations above 0", "1")]
    [InlineData("name", null, "text", "nothing")]
    [InlineData("weights_sha256", null, "text", "nothing")]
    [InlineData("classes", "zero, one", "a JSON array of names", "zero, one")]
    [InlineData("classes", "[]", "at least one", "none")]
    [InlineData("classes", "null", "at least one", "none")]
    [InlineData("classes", "[\"a\", null]", "names", "a class without one")]
    [InlineData("input_shape", "[1, 28]", "[channels, height, width]", "[1, 28]")]
    [InlineData("input_shape", "[1, 0, 28]", "[channels, height, width]", "[1, 0, 28]")]
    [InlineData("input_shape", "[1, 65536, 65536]", "[channels, height, width]", "[1, 65536, 65536]")]
    [InlineData("input_shape", "28\n28", "[channels, height, width]", "28 28")]
    [InlineData("epochs", "many", "a whole number", "many")]
    public void Should_name_what_cannot_be_used(string key, string? text, string expected, string got)
    {
        Dictionary<string, string> changed = new(Metadata.ToDictionary());
        changed.Remove(key);
        if (text is not null)
        {
            changed[key] = text;
        }

        InvalidInputException exception = Assert.Throws<InvalidInputException>(() => ModelMetadata.Parse(changed, "model.safetensors"));

        Assert.Equal(
            $"model.safetensors: its metadata say nothing usable of {key}; expected {expected}, got {got}; "
            + "fix: give a model that actorcnn has trained",
            exception.Message);
    }
}
