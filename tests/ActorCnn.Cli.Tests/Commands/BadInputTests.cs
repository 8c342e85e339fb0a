using System.Buffers.Binary;
using System.IO.Compression;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>Whatever is wrong with configuration or data: exit code 2, one clear line, nothing written.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_name_a_missing_configuration() =>
        AssertRefused("nothing.yaml", "nothing.yaml: no such file; ");

    [Theory]
    [InlineData("seed: 11", "sede: 11", "experiment.yaml:2: ", "seed")]
    [InlineData("type: conv", "type: convo", "experiment.yaml:5: ", "conv")]
    [InlineData("kernel: 3, padding: 1", "kernel: 13", "experiment.yaml:5: ", "kernel")]
    [InlineData("channels: 4", "channels: -4", "experiment.yaml:5: ", "-4")]
    [InlineData("units: 3", "units: -3", "experiment.yaml:9: ", "-3")]
    [InlineData("batch-size: 24", "batch-size: many", "experiment.yaml:10: ", "many")]
    [InlineData("size: 2", "size: [2", "experiment.yaml:", "")]
    [InlineData("units: 3", "units: 4", "experiment.yaml:9: ", "classes")]
    [InlineData("train-samples: 150", "train-samples: 2147483648", "experiment.yaml:3: ", "2147483648")]
    public void Should_name_the_line_of_a_mistake(string right, string wrong, string place, string part)
    {
        Assert.Contains(right, Experiment.Yaml, StringComparison.Ordinal);
        _scratch.Write("experiment.yaml", Experiment.Yaml.Replace(right, wrong, StringComparison.Ordinal));

        AssertRefused("experiment.yaml", place, part);
    }

    [Theory]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "1025")]
    [InlineData("--workers", "two")]
    [InlineData("--epochs", "0")]
    [InlineData("--seed", "-1")]
    public void Should_name_a_number_that_is_out_of_range(string option, string value)
    {
        Experiment.Write(_scratch);

        string line = CommandProcess.Run(_scratch.Root, "train", "stripes.yaml", option, value).AssertBadInput();

        Assert.StartsWith($"actorcnn: {option}: ", line, StringComparison.Ordinal);
        Assert.Contains($"got '{value}'", line, StringComparison.Ordinal);
        Assert.Equal(["stripes.yaml"], _scratch.Names);
    }

    [Fact]
    public void Should_tell_all_mistakes_of_a_configuration_together()
    {
        _scratch.Write("experiment.yaml", Experiment.Yaml.Replace("seed: 11", "seed: x\ncolour: red", StringComparison.Ordinal));

        CommandResult result = CommandProcess.Run(_scratch.Root, "train", "experiment.yaml").AssertCode(2);

        Assert.Equal(2, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void Should_name_a_missing_data_file()
    {
        WriteData();
        File.Delete(_scratch[$"data/{Labels}"]);

        AssertDataRefused(Labels);
    }

    [Fact]
    public void Should_name_a_missing_data_folder() => AssertDataRefused("data");

    [Fact]
    public void Should_name_a_cut_gzip_file()
    {
        WriteData();
        byte[] whole = Compress(File.ReadAllBytes(_scratch[$"data/{Images}"]));
        File.Delete(_scratch[$"data/{Images}"]);
        File.WriteAllBytes(_scratch[$"data/{Images}.gz"], whole[..(whole.Length / 2)]);

        AssertDataRefused($"{Images}.gz");
    }

    [Fact]
    public void Should_name_a_gzip_file_that_is_noise()
    {
        WriteData();
        File.Delete(_scratch[$"data/{Images}"]);
        byte[] noise = new byte[5000];
        new Random(7).NextBytes(noise);
        File.WriteAllBytes(_scratch[$"data/{Images}.gz"], noise);

        AssertDataRefused($"{Images}.gz");
    }

    [Fact]
    public void Should_name_a_file_with_a_wrong_magic_number()
    {
        WriteData();
        Change(Images, bytes => bytes[3] = 9);

        AssertDataRefused(Images);
    }

    [Theory]
    [InlineData(0x7FFFFFFF)]
    [InlineData(0x80000000)]
    public void Should_name_a_file_that_claims_two_thousand_million_images(uint images)
    {
        WriteData();
        Change(Images, bytes => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4), images));

        AssertDataRefused(Images);
    }

    [Fact]
    public void Should_name_a_file_with_fewer_labels_than_images()
    {
        WriteData(labels: 19);

        AssertDataRefused(Labels, "fewer labels than images");
    }

    [Fact]
    public void Should_name_a_label_beyond_the_classes()
    {
        WriteData();
        Change("t10k-labels-idx1-ubyte", bytes => bytes[^1] = 10);

        AssertDataRefused("t10k-labels-idx1-ubyte", "10");
    }

    private void AssertDataRefused(params string[] parts)
    {
        _scratch.Write("experiment.yaml", Experiment.Yaml
            .Replace("{ source: bands, train-samples: 150, test-samples: 40 }", "{ source: idx, folder: data }", StringComparison.Ordinal)
            .Replace("units: 3", "units: 10", StringComparison.Ordinal));
        AssertRefused("experiment.yaml", parts);
    }

    private void AssertRefused(string configuration, params string[] parts)
    {
        string[] before = _scratch.Names;

        string line = CommandProcess.Run(_scratch.Root, "train", configuration, "--out", "run").AssertBadInput();

        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
        Assert.Matches("; expected .+, got .+; fix: .+$", line);
        Assert.Equal(before, _scratch.Names);
    }

    // Twenty images of 12 x 12 to train on and twenty to test on.
    private void WriteData(int labels = 20)
    {
        Directory.CreateDirectory(_scratch["data"]);
        foreach (string set in new[] { "train", "t10k" })
        {
            File.WriteAllBytes(_scratch[$"data/{set}-images-idx3-ubyte"], [0, 0, 8, 3, 0, 0, 0, 20, 0, 0, 0, 12, 0, 0, 0, 12, .. new byte[20 * 144]]);
            File.WriteAllBytes(_scratch[$"data/{set}-labels-idx1-ubyte"], [0, 0, 8, 1, 0, 0, 0, (byte)labels, .. new byte[labels]]);
        }
    }

    private void Change(string name, Action<byte[]> change)
    {
        byte[] bytes = File.ReadAllBytes(_scratch[$"data/{name}"]);
        change(bytes);
        File.WriteAllBytes(_scratch[$"data/{name}"], bytes);
    }

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionMode.Compress))
        {
            gzip.Write(bytes);
        }

        return compressed.ToArray();
    }
}
