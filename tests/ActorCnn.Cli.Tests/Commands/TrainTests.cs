using System.Text.Json;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;
using ActorCnn.Data;
using ActorCnn.Formats;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>What a whole training leaves and says.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class TrainTests(TrainedRun run)
{
    [Fact]
    public void Should_leave_every_file_of_a_run()
    {
        Assert.Equal(
            [".lock", "checkpoints", "config.yaml", "events.out.tfevents", "metrics.jsonl", "model.safetensors", "summary.json"],
            Directory.GetFileSystemEntries(run.Directory).Select(path => Regex.Replace(Path.GetFileName(path), @"\.[0-9]{10}\.actorcnn$", ""))
                .Order(StringComparer.Ordinal));
        Assert.Equal(["step-0000000042.ckpt"], Directory.GetFiles(Path.Combine(run.Directory, "checkpoints")).Select(Path.GetFileName));
    }

    [Fact]
    public void Should_summarize_the_run_under_the_keys_that_scripts_depend_on()
    {
        using JsonDocument summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Directory, "summary.json")));
        JsonElement root = summary.RootElement;

        Assert.Equal(
            ["weights_sha256", "config_sha256", "data_sha256", "epochs", "steps", "samples", "train_seconds", "samples_per_second", "test_loss",
                "test_accuracy", "test_probability", "nodes", "workers", "shards_reissued", "nodes_lost", "deterministic"],
            root.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            (6, 6 * Experiment.StepsPerEpoch, 900, 1, 2, true),
            (root.GetProperty("epochs").GetInt32(), root.GetProperty("steps").GetInt32(), root.GetProperty("samples").GetInt32(),
                root.GetProperty("nodes").GetInt32(), root.GetProperty("workers").GetInt32(), root.GetProperty("deterministic").GetBoolean()));
        Assert.Equal(run.Result.WeightsSha256, root.GetProperty("weights_sha256").GetString());
        Assert.True(root.GetProperty("test_probability").GetDouble() > 0.5);
    }

    [Fact]
    public void Should_write_a_line_of_metrics_for_each_epoch_under_the_keys_that_scripts_depend_on()
    {
        JsonElement[] lines = [.. File.ReadLines(Path.Combine(run.Directory, "metrics.jsonl"))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

        Assert.All(lines, line => Assert.Equal(
            ["epoch", "step", "train_loss", "test_loss", "test_accuracy", "test_probability", "samples_per_second", "learning_rate",
                "elapsed_seconds"],
            line.EnumerateObject().Select(member => member.Name)));
        Assert.Equal([1, 2, 3, 4, 5, 6], lines.Select(line => line.GetProperty("epoch").GetInt32()));
        Assert.Equal(
            [true, false, true, false, true, false],
            lines.Select(line => line.GetProperty("test_loss").ValueKind == JsonValueKind.Null));
        Assert.All(lines, line => Assert.Equal(0.1f, line.GetProperty("learning_rate").GetSingle()));
        Assert.True(lines[5].GetProperty("train_loss").GetDouble() < lines[0].GetProperty("train_loss").GetDouble());
    }

    [Fact]
    public void Should_write_the_effective_configuration()
    {
        RunConfiguration written = RunConfiguration.Load(Path.Combine(run.Directory, "config.yaml"), []);
        RunConfiguration given = RunConfiguration.Load(run.Configuration, []);

        Assert.Equal(given, written);
        Assert.Contains("height: 12", File.ReadAllText(Path.Combine(run.Directory, "config.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_write_a_model_that_says_what_it_is()
    {
        string path = Path.Combine(run.Directory, "model.safetensors");
        ConfigurationFile file = ConfigurationFile.Load(run.Configuration, []);
        DataSplit data = file.Configuration.Data.Load(file.Configuration.Seed);
        Network network = file.CreateNetwork(data.Train.Shape, 3);
        using FileStream stream = File.OpenRead(path);

        IReadOnlyDictionary<string, string> metadata = Safetensors.ReadMetadata(stream);
        stream.Position = 0;

        Assert.Equal(run.Result.WeightsSha256, Network.Sha256(Safetensors.Read(stream, network)));
        Assert.Equal("stripes", metadata["name"]);
        Assert.Equal("""["band 1","band 2","band 3"]""", metadata["classes"]);
        Assert.Equal("[1,12,12]", metadata["input_shape"]);
        Assert.Equal("6", metadata["epochs"]);
        Assert.Equal(run.Result.WeightsSha256, metadata["weights_sha256"]);
        Assert.Equal(file.Configuration.Sha256, metadata["config_sha256"]);
        Assert.Equal(data.Sha256, metadata["data_sha256"]);
        Assert.Equal("0.1.0", metadata["actorcnn_version"]);
    }

    [Fact]
    public void Should_tell_plain_lines_when_the_output_is_not_a_terminal()
    {
        string[] lines = run.Result.Lines;

        Assert.Equal("", run.Result.Error);
        Assert.DoesNotContain("\e", run.Result.Out, StringComparison.Ordinal);
        Assert.Equal("layer  type      settings        output  parameters", lines[0]);
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^ +0  conv +4@3x3 pad 1x1 +4x12x12 +40$"));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^ +total +475$"));
        Assert.Contains("data: 150 training and 40 test samples of 1x12x12 in 3 classes", lines);
        Assert.Contains($"run: {run.Directory}", lines);
        Assert.Contains("training: 2 workers, 6 epochs of 7 steps, from step 0", lines);
        string[] epochs = [.. lines.Where(line => line.StartsWith("epoch ", StringComparison.Ordinal))];
        Assert.Equal(3, epochs.Length);
        Assert.All(epochs, line => Assert.Matches(
            @"^epoch [246]/6  loss \d\.\d{4}  test_accuracy \d\.\d{3}  test_probability \d\.\d{4}  \d+ samples/s  \d:\d\d:\d\d$", line));
        Assert.Equal($"model: {Path.Combine(run.Directory, "model.safetensors")}", lines[^4]);
        Assert.Matches(@"^test: loss \S+  accuracy \S+  probability \S+$", lines[^3]);
        Assert.Matches(@"^time: \d:\d\d:\d\d  \d+ samples/s$", lines[^2]);
        Assert.Matches("^weights_sha256 [0-9a-f]{64}$", lines[^1]);
    }

    [Fact]
    public void Should_put_a_run_into_runs_by_name_and_time_unless_told_otherwise()
    {
        using ScratchDirectory scratch = new();

        CommandResult result = CommandProcess.Run(scratch.Root, "train", run.Configuration, "--epochs", "1").AssertCode(0);

        string made = Assert.Single(Directory.GetDirectories(scratch["runs"]));
        Assert.Matches(@"^stripes-\d{8}-\d{6}$", Path.GetFileName(made));
        Assert.Contains($"run: {Path.Combine("runs", Path.GetFileName(made))}", result.Lines);
    }

    [Fact]
    public void Should_leave_a_directory_alone_that_holds_a_run()
    {
        string before = Fingerprint();

        string line = CommandProcess.Run(run.Folder, "train", run.Configuration, "--out", run.Directory).AssertBadInput();

        Assert.Contains("the directory already holds a run", line, StringComparison.Ordinal);
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void Should_fail_with_code_1_and_the_place_when_a_loss_is_not_finite()
    {
        using ScratchDirectory scratch = new();

        CommandResult result = CommandProcess.Run(
            scratch.Root, "train", run.Configuration, "--out", "run", "--set", "training.optimizer.learning-rate=1000000", "--set",
            "network=[{ type: flatten }, { type: dense, units: 8 }, { type: dense, units: 3 }]").AssertCode(1);

        Assert.Matches(@"^actorcnn: the run failed: step \d+ \(epoch \d+\): .* in shard \d+, samples [\d ]+ of training images; .*\n$", result.Error);
        Assert.False(File.Exists(scratch["run/summary.json"]));
        Assert.False(File.Exists(scratch["run/model.safetensors"]));
    }

    private string Fingerprint() => string.Join('\n', Directory.GetFiles(run.Directory, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path} {Convert.ToHexString(File.ReadAllBytes(path))}"));
}
