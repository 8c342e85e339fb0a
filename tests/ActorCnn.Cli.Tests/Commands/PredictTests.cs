using System.Globalization;
using System.Text.Json;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

[Collection(TrainedRunGroup.Name)]
public sealed class PredictTests(TrainedRun run) : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_tell_the_likeliest_class_first()
    {
        string[] lines = Predict(Band("top.pgm", 0), Band("bottom.pgm", 2)).AssertCode(0).Lines;

        Assert.Equal(8, lines.Length);
        Assert.Equal(("top.pgm", "bottom.pgm"), (lines[0], lines[4]));
        Assert.EndsWith("  band 1", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("  band 3", lines[5], StringComparison.Ordinal);
        double[] probabilities = [.. lines[1..4].Select(line => double.Parse(line.Trim().Split(' ')[0], CultureInfo.InvariantCulture))];
        Assert.Equal(probabilities.OrderDescending(), probabilities);

        // Each is rounded to four decimals.
        Assert.InRange(probabilities.Sum(), 0.9998, 1.0002);
    }

    [Fact]
    public void Should_write_a_line_of_json_for_each_image_when_asked()
    {
        // More than the sixteen that are computed together.
        string[] images = [.. Enumerable.Range(0, 18).Select(i => Band($"{i}.pgm", i % 3))];

        string[] lines = Predict(["--json", .. images]).AssertCode(0).Lines;

        Assert.Equal(18, lines.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            JsonElement line = JsonSerializer.Deserialize<JsonElement>(lines[i]);
            JsonElement[] classes = [.. line.GetProperty("classes").EnumerateArray()];
            Assert.Equal(images[i], line.GetProperty("image").GetString());
            Assert.Equal($"band {(i % 3) + 1}", classes[0].GetProperty("class").GetString());
            Assert.True(classes[0].GetProperty("probability").GetDouble() > 0.5);
            Assert.Equal(3, classes.Length);
        }
    }

    [Fact]
    public void Should_tell_every_image_that_cannot_be_used_before_any_output()
    {
        string small = _scratch.Write("small.pgm", "P2 2 1 255 0 255");
        _scratch.Write("colour.ppm", $"P3 12 12 255 {string.Join(' ', Enumerable.Repeat(0, 432))}");

        CommandResult result = Predict(Band("good.pgm", 0), "small.pgm", "colour.ppm", "none.pgm").AssertCode(2);

        Assert.Equal("", result.Out);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("actorcnn: small.pgm: image shape differs; expected 1x12x12 (channels x height x width), got 1x1x2; ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("actorcnn: colour.ppm: image shape differs; expected 1x12x12 (channels x height x width), got 3x12x12; ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("actorcnn: none.pgm: ", lines[2], StringComparison.Ordinal);
        Assert.True(File.Exists(small));
    }

    private CommandResult Predict(params string[] arguments) =>
        CommandProcess.Run(_scratch.Root, ["predict", run.Directory, .. arguments]);

    // An image as the generator would draw it if it never erred: the pixels of one band are about 0.5.
    private string Band(string name, int band)
    {
        _scratch.Write(name, $"P2 12 12 255 {string.Join(' ', Enumerable.Range(0, 144).Select(pixel => pixel / 48 == band ? 128 : 0))}");
        return name;
    }
}
