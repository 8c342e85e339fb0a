using ActorCnn.Formats.Onnx;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using Microsoft.ML.OnnxRuntime;

namespace ActorCnn.Formats.Tests.Onnx;

/// <summary>What a file says of itself, and what is refused.</summary>
public sealed class OnnxModelTests
{
    private static readonly Network Sample = Network.Create(new Shape(3, 6, 5),
        [new ConvolutionLayer(2, 3), new BatchNormLayer(), new ReluLayer(), new FlattenLayer(), new DenseLayer(4)]);

    private static readonly float[] Parameters = Sample.InitialParameters(seed: 3);

    [Fact]
    public void Should_say_what_goes_in_and_what_comes_out_for_any_batch()
    {
        using InferenceSession session = new(Write());

        Assert.Equal(["input"], session.InputMetadata.Keys);
        Assert.Equal([-1, 3, 6, 5], session.InputMetadata["input"].Dimensions);
        Assert.Equal(["batch", "", "", ""], session.InputMetadata["input"].SymbolicDimensions);
        Assert.Equal(["logits", "probabilities"], session.OutputMetadata.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([-1, 4], session.OutputMetadata["probabilities"].Dimensions);
        Assert.Equal([-1, 4], session.OutputMetadata["logits"].Dimensions);
    }

    [Fact]
    public void Should_say_whose_weights_it_holds()
    {
        using InferenceSession session = new(Write());

        ModelMetadata metadata = session.ModelMetadata;
        Assert.Equal("actorcnn", metadata.ProducerName);
        Assert.Equal("""["a","b","c","d"]""", metadata.CustomMetadataMap["classes"]);
        Assert.Equal(Network.Sha256(Parameters), metadata.CustomMetadataMap["weights_sha256"]);
    }

    [Fact]
    public void Should_write_the_same_bytes_again() => Assert.Equal(Write(), Write());

    [Fact]
    public void Should_normalize_each_channel_before_the_first_layer()
    {
        ChannelNormalization normalization = new([0.1f, -0.4f, 0.7f], [0.5f, 2, 0.25f]);
        using ExportedNetwork normalized = new(Sample, seed: 3, normalization);

        // As in OnnxLayerTests: roundings of single precision.
        Assert.InRange(normalized.Compare(seed: 4).Logit, 0, 5e-6);
    }

    [Fact]
    public void Should_refuse_another_number_of_parameters() =>
        Assert.Throws<ArgumentException>(() => Write(Parameters[1..]));

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 0)]
    [InlineData(3, float.NaN)]
    public void Should_refuse_a_normalization_that_does_not_fit(int channels, float deviation)
    {
        ChannelNormalization normalization = new(new float[channels], [.. Enumerable.Repeat(deviation, channels)]);

        Assert.Throws<ArgumentException>(() => Write(Parameters, normalization));
    }

    private static byte[] Write() => Write(Parameters);

    private static byte[] Write(float[] parameters, ChannelNormalization? normalization = null)
    {
        using MemoryStream stream = new();
        OnnxModel.Write(
            stream, Sample, parameters, new Dictionary<string, string> { ["name"] = "n", ["classes"] = """["a","b","c","d"]""" }, normalization);
        return stream.ToArray();
    }
}
