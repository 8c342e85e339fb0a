using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Cluster;

/// <summary>The process that coordinates is killed, or hangs and wakes: another goes on from its own copy of the run, to the same weights.</summary>
[Collection(ClusterCommandTests.Name)]
public sealed class TakeoverTests : IDisposable
{
    private static readonly string Yaml = Experiment.OfSlowSteps(
        "takeover", "epochs: 40, checkpoints: { every-steps: 10 }, optimizer: { type: sgd, learning-rate: 0.02 }");

    // Several processes start on a machine that may be busy with other tests.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly Lazy<string> Alone = new(() => Experiment.TrainAlone(Yaml));
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("2", "KILL")]
    [InlineData("3", "STOP")]
    public void Should_come_to_the_same_weights_when_the_coordinator_is_lost(string nodes, string signal)
    {
        string config = _scratch.Write("takeover.yaml", Yaml);

        // One that only hangs is given up sooner than by default: the test waits for it.
        string soon = _scratch.Write(
            "soon.conf",
            """
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s
            akka.cluster.split-brain-resolver.stable-after = 3s
            """);
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", config, "--nodes", nodes, "--workers", "1", "--out", "run", "--akka-config", soon);
        int coordinator = ClusterProcesses.Of(cluster).Coordinator;
        cluster.WaitForLine("^epoch 8/.*", Patience);
        ClusterProcesses.Signal(coordinator, signal);
        cluster.WaitForLine("^takeover: .*", Patience);
        ClusterProcesses.Signal(coordinator, "CONT");
        CommandResult result = cluster.WaitForExit(Patience).AssertCode(0);
        Assert.Contains("resumed: ", result.Out, StringComparison.Ordinal);

        // One that wakes says nothing of its own term any more.
        Assert.Equal($"weights_sha256 {Alone.Value}", Assert.Single(result.Lines, line => line.StartsWith("weights_sha256", StringComparison.Ordinal)));
        Assert.Contains(Alone.Value, File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
        Assert.Equal(40, File.ReadAllLines(_scratch["run/metrics.jsonl"]).Length);
        Assert.False(Directory.Exists(_scratch["run/.copies"]));
    }

    [Fact]
    public void Should_say_that_the_coordinator_was_killed_when_no_other_is_left()
    {
        string config = _scratch.Write("takeover.yaml", Yaml);
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", config, "--nodes", "1", "--workers", "1", "--out", "run");
        int coordinator = ClusterProcesses.Of(cluster).Coordinator;
        cluster.WaitForLine("^epoch 1/.*", Patience);
        ClusterProcesses.Signal(coordinator, "KILL");
        CommandResult result = cluster.WaitForExit(Patience).AssertCode(137);
        Assert.Equal($"actorcnn: process {coordinator}: the coordinator ended with code 137, and no other took over\n", result.Error);
    }
}
