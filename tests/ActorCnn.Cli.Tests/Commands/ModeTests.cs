using System.Text.Json;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>Runs that give up the weights of other runs say so.</summary>
public sealed class ModeTests : IDisposable
{
    private const string Asynchronous = "training={ mode: asynchronous, staleness: 4, batch-size: 150, epochs: 20 }";
    private static readonly string[] TopK = ["--set", "training.compression={ type: top-k, fraction: 0.025 }"];
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_say_that_an_asynchronous_run_is_not_deterministic()
    {
        CommandResult result = CommandProcess.Run(
            _scratch.Root, "train", Experiment.Write(_scratch), "--out", "run", "--set", Asynchronous).AssertCode(0);

        Assert.Contains(
            "asynchronous: a shard's gradient is applied to weights at most 4 updates newer than its own; the result is not deterministic", result.Lines);
        Assert.False(Summary().GetProperty("deterministic").GetBoolean());
        Assert.True(Summary().GetProperty("test_probability").GetDouble() > 0.5);
    }

    [Fact]
    public void Should_say_that_compression_changes_the_result()
    {
        CommandResult result = CommandProcess.Run(
            _scratch.Root, "train", Experiment.Write(_scratch), "--out", "run", "--set", "training.compression={ type: float16 }").AssertCode(0);

        Assert.Contains(result.Lines, line => line.StartsWith("compression float16: ", StringComparison.Ordinal));
        Assert.True(Summary().GetProperty("deterministic").GetBoolean());
        Assert.Equal("float16", Summary().GetProperty("compression").GetString());
    }

    [Fact]
    public void Should_say_that_top_k_changes_the_result_and_come_to_the_same_when_stopped_and_resumed()
    {
        string experiment = Experiment.Write(_scratch);
        CommandResult result = CommandProcess.Run(_scratch.Root, ["train", experiment, "--out", "run", .. TopK]).AssertCode(0);

        Assert.Contains(
            "compression top-k: of each shard's gradient the largest numbers, 2.5%, are used at once, the rest is added to its next; "
            + "the result is another than without, and the same for any number of workers",
            result.Lines);
        Assert.Equal((true, "top-k"), (Summary().GetProperty("deterministic").GetBoolean(), Summary().GetProperty("compression").GetString()));
        string expected = Summary().GetProperty("weights_sha256").GetString()!;

        CommandProcess.Run(_scratch.Root, ["train", experiment, "--out", "half", "--epochs", "2", "--workers", "1", .. TopK]).AssertCode(0);
        CommandProcess.Run(_scratch.Root, "train", "--resume", "half", "--workers", "5", "--epochs", $"{Summary().GetProperty("epochs").GetInt32()}")
            .AssertCode(0);
        Assert.Equal(expected, Summary("half").GetProperty("weights_sha256").GetString());
    }

    [Fact]
    public void Should_refuse_top_k_in_a_cluster()
    {
        string line = CommandProcess.Run(
            _scratch.Root, ["node", "--role", "coordinator", Experiment.Write(_scratch), "--out", "run", .. TopK]).AssertBadInput();

        Assert.Contains("what top-k leaves out of a shard's gradient stays in one process, and would be lost with a node", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["run"]));
    }

    [Fact]
    public void Should_refuse_asynchronous_training_in_a_cluster()
    {
        string line = CommandProcess.Run(
            _scratch.Root, "node", "--role", "coordinator", Experiment.Write(_scratch), "--out", "run", "--set", Asynchronous).AssertBadInput();

        Assert.Contains("asynchronous training is in one process alone", line, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_scratch["run"]));
    }

    private JsonElement Summary(string run = "run") => JsonDocument.Parse(File.ReadAllText(_scratch[$"{run}/summary.json"])).RootElement;
}
