using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Cluster;

/// <summary>The process that coordinates is killed: another goes on from its own copy of the run, to the same weights.</summary>
[Collection(ClusterCommandTests.Name)]
public sealed class TakeoverTests : IDisposable
{
    private static readonly string Yaml = Experiment.OfSlowSteps(
        "takeover", "epochs: 40, checkpoints: { every-steps: 10 }, optimizer: { type: sgd, learning-rate: 0.02 }");

    private static readonly Lazy<string> Alone = new(TrainAlone);
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("2")]
    [InlineData("3")]
    public void Should_come_to_the_same_weights_when_the_coordinator_is_killed(string nodes)
    {
        string config = _scratch.Write("takeover.yaml", Yaml);
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", config, "--nodes", nodes, "--workers", "1", "--out", "run");
        string coordinator = Regex.Match(cluster.WaitForLine("^processes: .*"), @"coordinator (\d+)").Groups[1].Value;
        cluster.WaitForLine("^epoch 8/.*");
        Process.Start("kill", ["-9", coordinator]).WaitForExit();
        cluster.WaitForLine("^takeover: .*");
        CommandResult result = cluster.WaitForExit().AssertCode(0);
        Assert.Contains("resumed: ", result.Out, StringComparison.Ordinal);
        Assert.Equal(Alone.Value, result.WeightsSha256);
        Assert.Contains(Alone.Value, File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
        Assert.Equal(40, File.ReadAllLines(_scratch["run/metrics.jsonl"]).Length);
        Assert.False(Directory.Exists(_scratch["run/.copies"]));
    }

    [Fact]
    public void Should_print_the_weights_of_the_run_that_goes_on_when_the_coordinator_only_hangs()
    {
        string soon = _scratch.Write(
            "soon.conf",
            """
            akka.cluster.failure-detector.acceptable-heartbeat-pause = 2s
            akka.cluster.split-brain-resolver.stable-after = 2s
            """);
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", _scratch.Write("takeover.yaml", Yaml), "--nodes", "3", "--workers", "1", "--out", "run", "--akka-config", soon);
        string coordinator = Regex.Match(cluster.WaitForLine("^processes: .*"), @"coordinator (\d+)").Groups[1].Value;
        cluster.WaitForLine("^epoch 8/.*");
        Process.Start("kill", ["-STOP", coordinator]).WaitForExit();
        cluster.WaitForLine("^takeover: .*");
        Process.Start("kill", ["-CONT", coordinator]).WaitForExit();
        CommandResult result = cluster.WaitForExit().AssertCode(0);
        Assert.Equal($"weights_sha256 {Alone.Value}", Assert.Single(result.Lines, line => line.StartsWith("weights_sha256", StringComparison.Ordinal)));
        Assert.Contains(Alone.Value, File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{coordinator}"));
    }

    private static string TrainAlone()
    {
        using ScratchDirectory scratch = new();
        return CommandProcess.Run(scratch.Root, "train", scratch.Write("c.yaml", Yaml), "--out", "alone").AssertCode(0).WeightsSha256;
    }
}
