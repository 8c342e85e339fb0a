using System.Diagnostics;
using System.Globalization;
using ActorCnn.Cli.Tests.Processes;
using Xunit.Abstractions;

namespace ActorCnn.Cli.Tests.Cluster.Chaos;

/// <summary>
/// Random runs of a whole cluster in which processes are killed, stopped for a while and added at random moments: each comes to the weights
/// of one process, none hangs, and no process is left. <c>tests/chaos [RUNS] [SEED]</c> runs it; a failing run is repeated by its seed, as
/// far as the timing of processes repeats.
/// </summary>
[Collection(ClusterCommandTests.Name)]
public sealed class ChaosTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Yaml = Experiment.OfSlowSteps(
        "chaos",
        $"epochs: {ChaosPlan.Epochs}, checkpoints: {{ every-steps: 20 }}, optimizer: {{ type: sgd, learning-rate: 0.02 }}");

    // Every third run each: with more than one, nodes that are killed hold a part of the weights.
    private const int MostSlices = 3;

    // Longer than all stops of a plan after each other, and a takeover after each.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly Lazy<string> Alone = new(() => Experiment.TrainAlone(Yaml));
    private readonly ScratchDirectory _scratch = new();

    public static TheoryData<int> Seeds => [.. Enumerable.Range(Setting("SEED", 1), Setting("RUNS", 1))];

    public void Dispose() => _scratch.Dispose();

    [ChaosTheory]
    [MemberData(nameof(Seeds))]
    public async Task Should_come_to_the_weights_of_one_process(int seed)
    {
        ChaosPlan plan = ChaosPlan.Draw(seed);
        int slices = 1 + (seed % MostSlices);
        output.WriteLine($"seed {seed}, {slices} slices: {plan}");
        string expected = Alone.Value;
        long began = Stopwatch.GetTimestamp();
        using CommandProcess cluster = CommandProcess.Start(
            _scratch.Root, "cluster", _scratch.Write("chaos.yaml", Yaml), "--nodes", $"{ChaosPlan.Nodes}", "--slices", $"{slices}",
            "--workers", "1", "--out", "run");
        IReadOnlyList<int> processes = ClusterProcesses.Of(cluster).All;
        string[] addresses = [.. processes.Select(AddressOf)];
        List<CommandProcess> joined = [];
        List<Task> woken = [];
        try
        {
            foreach (ChaosPlan.Fault fault in plan.Faults)
            {
                cluster.WaitForLine($"^epoch {fault.Epoch}/.*", Patience);
                await Task.Delay(fault.Later);
                switch (fault.Kind)
                {
                    case ChaosPlan.Kind.Kill:
                        ClusterProcesses.Signal(processes[fault.Node], "KILL");
                        break;
                    case ChaosPlan.Kind.Stop:
                        ClusterProcesses.Signal(processes[fault.Node], "STOP");
                        woken.Add(WakeAsync(processes[fault.Node], fault.Length));
                        break;
                    default:
                        joined.Add(CommandProcess.Start(
                            _scratch.Root,
                            ["node", "--role", "worker", "--workers", "1", "--join-timeout", "20", .. addresses.SelectMany(address => (string[])["--join", address])]));
                        break;
                }
            }

            CommandResult result = cluster.WaitForExit(Patience).AssertCode(0);
            string[] hashes = [.. result.Lines.Where(line => line.StartsWith("weights_sha256", StringComparison.Ordinal)).Distinct()];
            Assert.Equal($"weights_sha256 {expected}", Assert.Single(hashes));
            Assert.Contains(expected, File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
            joined.ForEach(process => process.WaitForExit());
            Assert.All(processes, process => Assert.False(Directory.Exists($"/proc/{process}"), $"process {process} still runs"));
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"seed {seed}: equal after {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s"));
        }
        finally
        {
            joined.ForEach(process => process.Dispose());
            await Task.WhenAll(woken);
        }
    }

    // Where a process listens, by its own arguments: one that joins may find the first of them gone.
    private static string AddressOf(int process)
    {
        string[] arguments = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
        return $"127.0.0.1:{arguments[Array.IndexOf(arguments, "--port") + 1]}";
    }

    private static async Task WakeAsync(int process, TimeSpan after)
    {
        await Task.Delay(after);
        ClusterProcesses.Signal(process, "CONT");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable($"ACTORCNN_CHAOS_{name}"), CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    /// <summary>Reported as skipped, with the reason, unless it is asked for: a run takes up to a minute.</summary>
    private sealed class ChaosTheoryAttribute : TheoryAttribute
    {
        public ChaosTheoryAttribute() =>
            Skip = Setting("RUNS", 0) > 0 ? null : "takes minutes; run tests/chaos";
    }
}
