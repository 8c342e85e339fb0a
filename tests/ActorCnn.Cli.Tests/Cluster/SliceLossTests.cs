using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Cluster;

/// <summary>
/// Three processes hold a slice of the parameters each. One of them is killed, and then the one that coordinates: the slices go to those
/// that are left, and the weights are those of a quiet run.
/// </summary>
[Collection(ClusterCommandTests.Name)]
public sealed class SliceLossTests : IDisposable
{
    private const int Epochs = 30;

    private static readonly string Yaml = Experiment.OfSlowSteps(
        "slices", $"epochs: {Epochs}, checkpoints: {{ every-steps: 10 }}, optimizer: {{ type: adam, learning-rate: 0.002 }}");

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_come_to_the_same_weights_when_two_of_three_that_hold_slices_are_killed()
    {
        string config = _scratch.Write("slices.yaml", Yaml);
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", config, "--nodes", "3", "--workers", "1", "--slices", "3", "--out", "run");
        ClusterProcesses processes = ClusterProcesses.Of(cluster);
        cluster.WaitForLine("^epoch 6/.*");
        ClusterProcesses.Signal(processes.Workers[0], "KILL");
        cluster.WaitForLine("of the parameters, was lost; the run goes on from step");
        cluster.WaitForLine("^epoch 12/.*");
        ClusterProcesses.Signal(processes.Coordinator, "KILL");
        cluster.WaitForLine("^takeover: .*");
        CommandResult result = cluster.WaitForExit().AssertCode(0);
        CommandResult alone = CommandProcess.Run(_scratch.Root, "train", config, "--slices", "2", "--out", "alone").AssertCode(0);
        Assert.Equal(alone.WeightsSha256, result.WeightsSha256);
        Assert.Equal(Epochs, File.ReadAllLines(_scratch["run/metrics.jsonl"]).Length);
    }
}
