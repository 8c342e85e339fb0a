using System.Runtime.InteropServices;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Cluster;

/// <summary>Whole processes: the weights are those of one process, whatever happens to the others.</summary>
[Collection(Name)]
public sealed class ClusterCommandTests : IDisposable
{
    /// <summary>The tests that start clusters run one after the other: each has several processes.</summary>
    public const string Name = "clusters";

    private static readonly string Yaml = Experiment.OfSlowSteps(
        "cluster", "epochs: 30, evaluate-every: 5, optimizer: { type: sgd, learning-rate: 0.02 }");

    // They see that the parent is gone, and end: at once, but on a busy machine.
    private static readonly TimeSpan EndMayTake = TimeSpan.FromSeconds(20);
    private static readonly Lazy<string> Alone = new(() => Experiment.TrainAlone(Yaml));
    private static readonly Lazy<string> AloneBriefly = new(() => Experiment.TrainAlone(Yaml, "--epochs", "10"));

    private readonly ScratchDirectory _scratch = new();
    private readonly string _config;

    public ClusterCommandTests() => _config = _scratch.Write("cluster.yaml", Yaml);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_come_to_the_weights_of_one_process_with_three_and_two_slices()
    {
        CommandResult result = CommandProcess.Run(
            _scratch.Root, "cluster", _config, "--nodes", "3", "--workers", "1", "--slices", "2", "--epochs", "10", "--out", "run").AssertCode(0);
        Assert.Equal(AloneBriefly.Value, result.WeightsSha256);
        string summary = File.ReadAllText(_scratch["run/summary.json"]);
        Assert.Contains("\"nodes\": 3", summary, StringComparison.Ordinal);
        Assert.Contains("\"workers\": 3", summary, StringComparison.Ordinal);
        Assert.Contains("\"nodes_lost\": 0", summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_come_to_the_same_weights_when_one_is_killed_one_hangs_and_one_joins()
    {
        using CommandProcess cluster = Start();
        ClusterProcesses processes = ClusterProcesses.Of(cluster);
        cluster.WaitForLine("^epoch 5/.*");
        ClusterProcesses.Signal(processes.Workers[0], "KILL");
        cluster.WaitForLine("was lost");
        ClusterProcesses.Signal(processes.Workers[1], "STOP");

        // It starts while the run waits for the one that hangs, and not when that is over and little may be left to do.
        using CommandProcess joiner = CommandProcess.Start(
            _scratch.Root, "node", "--role", "worker", "--join", processes.Address, "--workers", "1");
        cluster.WaitForLine("are late");
        ClusterProcesses.Signal(processes.Workers[1], "CONT");
        joiner.WaitForLine("computes for run");
        CommandResult result = cluster.WaitForExit().AssertCode(0);
        Assert.Equal(Alone.Value, result.WeightsSha256);
        Assert.Contains("the run is completed", joiner.WaitForExit().AssertCode(0).Out, StringComparison.Ordinal);
        Assert.Contains("\"nodes_lost\": 1", File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_leave_no_process_behind_when_it_is_killed()
    {
        using CommandProcess cluster = Start();
        ClusterProcesses processes = ClusterProcesses.Of(cluster);
        cluster.WaitForLine("^epoch 5/.*");
        cluster.Kill();
        Assert.All(processes.All, process => Assert.True(SpinWait.SpinUntil(() => !IsRunning(process), EndMayTake), $"process {process} still runs"));
    }

    [Fact]
    public void Should_end_at_once_when_a_process_ends_before_the_run_has_begun()
    {
        // The others keep their copies in a folder of that name.
        Directory.CreateDirectory(_scratch["run"]);
        _scratch.Write("run/.copies", "a file");
        CommandResult failed = CommandProcess.Run(_scratch.Root, "cluster", _config, "--nodes", "2", "--workers", "1", "--out", "run");
        string line = Assert.Single(failed.Error.Split('\n'), line => line.StartsWith("actorcnn: ", StringComparison.Ordinal));
        Assert.Matches(@"^actorcnn: process \d+: ended with code [12] before the run began: .*\.copies", line);
        Assert.Contains($"ended with code {failed.Code} ", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_stop_by_a_signal_with_a_checkpoint_and_go_on_to_the_same_weights()
    {
        using CommandProcess cluster = Start();
        cluster.WaitForLine("^epoch 5/.*");
        cluster.Send(PosixSignal.SIGTERM);
        cluster.WaitForExit().AssertCode(143);
        CommandResult resumed = CommandProcess.Run(
            _scratch.Root, "cluster", "--resume", "run", "--nodes", "2", "--workers", "1", "--epochs", "10").AssertCode(0);
        Assert.Equal(AloneBriefly.Value, resumed.WeightsSha256);
    }

    [Fact]
    public void Should_refuse_a_node_with_another_configuration_and_let_one_leave()
    {
        using CommandProcess cluster = Start();
        string address = ClusterProcesses.Of(cluster).Address;
        string other = _scratch.Write("other.yaml", Yaml.Replace("batch-size: 512", "batch-size: 256", StringComparison.Ordinal));
        CommandResult refused = CommandProcess.Run(_scratch.Root, "node", other, "--role", "worker", "--join", address).AssertCode(2);
        Assert.Contains("training.batch-size", refused.Error, StringComparison.Ordinal);
        using CommandProcess guest = CommandProcess.Start(
            _scratch.Root, "node", _config, "--role", "worker", "--join", address, "--workers", "1");
        guest.WaitForLine("computes for run");
        guest.Send(PosixSignal.SIGTERM);
        guest.WaitForExit().AssertCode(143);
        CommandResult result = cluster.WaitForExit().AssertCode(0);
        Assert.Equal(Alone.Value, result.WeightsSha256);
        Assert.Contains("\"nodes_lost\": 0", File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
    }

    private CommandProcess Start() =>
        CommandProcess.Start(_scratch.Root, "cluster", _config, "--nodes", "3", "--workers", "1", "--out", "run");

    // One that has ended and that nobody has asked for yet runs no more.
    private static bool IsRunning(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}

/// <summary>The tests that start clusters.</summary>
[CollectionDefinition(ClusterCommandTests.Name)]
public sealed class ClusterGroup;
