using ActorCnn.Cli.Tests.Processes;
using ActorCnn.Networks;
using ActorCnn.Training.Control;
using Xunit.Abstractions;

namespace ActorCnn.Cli.Tests.Cluster.Machines;

/// <summary>
/// Nodes on machines of their own, with an address and a certificate each: cables are pulled and put back, packets are late and lost, and
/// the weights are those of one process.
/// </summary>
[Collection(ClusterCommandTests.Name)]
public sealed class MachinesTests(MachinesTests.Prepared prepared, ITestOutputHelper output) : IClassFixture<MachinesTests.Prepared>, IDisposable
{
    private const string Port = "4100";
    private const string LossyLink = "netem delay 20ms 5ms loss 1%";

    // A queue of a few packets: whatever does not fit is dropped, and what fits waits.
    private const string NarrowLink = "tbf rate 40mbit burst 10kb limit 30kb";

    // Longer than the silence after which a machine is missed, shorter than until it is removed.
    private static readonly TimeSpan ShortCut = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [MachinesFact]
    public async Task Should_go_on_without_a_machine_that_is_cut_off_and_take_it_back()
    {
        using MachineRoom room = new(3);
        using CommandProcess coordinator = Begin(room);
        using CommandProcess first = Join(room, 1, "worker");
        using CommandProcess second = Join(room, 2, "worker");
        coordinator.WaitForLine("^epoch 3/.*", Patience);
        room.CutOff(2);
        coordinator.WaitForLine("are late", Patience);

        // Otherwise the run might be over before the machine is back.
        await ControlSocket.AskAsync(_scratch["run"], "pause");
        second.WaitForLine("the cluster has given this node up", Patience);
        await WaitForStatusAsync(coordinator, "2 nodes");
        room.Reconnect(2);
        await WaitForStatusAsync(coordinator, "3 nodes");
        await ControlSocket.AskAsync(_scratch["run"], "resume");
        Assert.Equal(prepared.Alone, coordinator.WaitForExit(Patience).AssertCode(0).WeightsSha256);
        Assert.Contains("\"nodes_lost\": 1", File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
        second.WaitForExit(Patience).AssertCode(0);
        first.WaitForExit(Patience).AssertCode(0);
    }

    [MachinesFact]
    public async Task Should_stop_the_minority_and_go_on_with_the_majority()
    {
        using MachineRoom room = new(3);
        using CommandProcess coordinator = Begin(room);
        using CommandProcess first = Join(room, 1, "coordinator");
        using CommandProcess second = Join(room, 2, "coordinator");
        CommandProcess[] others = [first, second];
        coordinator.WaitForLine("^epoch 3/.*", Patience);
        Task<string>[] takeovers = [.. others.Select(node => Task.Run(() => node.WaitForLine("^takeover: .*", Patience)))];
        room.CutOff(0);
        coordinator.WaitForLine("are late", Patience);

        // Otherwise it might be through with the run by itself before it is sure that it is alone.
        await ControlSocket.AskAsync(_scratch["run"], "pause");
        CommandResult minority = coordinator.WaitForExit(Patience).AssertCode(1);
        Assert.Contains("the cluster has removed this node", minority.Error, StringComparison.Ordinal);
        Assert.Equal("", minority.WeightsSha256);
        int taken = Array.IndexOf(takeovers, await Task.WhenAny(takeovers));
        Assert.Equal(prepared.Alone, others[taken].WaitForExit(Patience).AssertCode(0).WeightsSha256);
        others[1 - taken].WaitForExit(Patience).AssertCode(0);
    }

    [MachinesFact]
    public async Task Should_go_on_when_a_cut_ends_before_the_cluster_is_sure_of_it()
    {
        using MachineRoom room = new(3);
        using CommandProcess coordinator = Begin(room);
        using CommandProcess first = Join(room, 1, "worker");
        using CommandProcess second = Join(room, 2, "worker");
        coordinator.WaitForLine("^epoch 3/.*", Patience);
        room.CutOff(0);
        await Task.Delay(ShortCut);
        room.Reconnect(0);

        // One of them may have been removed at the last moment; then it has joined again.
        Assert.Equal(prepared.Alone, coordinator.WaitForExit(Patience).AssertCode(0).WeightsSha256);
    }

    [MachinesFact]
    public void Should_give_up_a_worker_that_does_not_reach_the_coordinator()
    {
        using MachineRoom room = new(3);
        using CommandProcess coordinator = Begin(room);
        using CommandProcess parted = Join(room, 1, "worker");
        using CommandProcess other = Join(room, 2, "worker");
        coordinator.WaitForLine("^epoch 3/.*", Patience);
        room.Part(0, 1);
        parted.WaitForLine("the cluster has given this node up", Patience);
        Assert.Equal(prepared.Alone, coordinator.WaitForExit(Patience).AssertCode(0).WeightsSha256);
        other.WaitForExit(Patience).AssertCode(0);
    }

    [MachinesFact(LossyLink)]
    public void Should_come_to_the_same_weights_when_packets_are_late_and_lost() => TrainOver(LossyLink);

    [MachinesFact(NarrowLink)]
    public void Should_come_to_the_same_weights_over_a_link_that_drops_what_is_too_fast() => TrainOver(NarrowLink);

    private void TrainOver(string discipline)
    {
        using MachineRoom room = new(2);
        room.Shape(0, discipline);
        room.Shape(1, discipline);
        using CommandProcess coordinator = Begin(room, nodes: 2);
        using CommandProcess worker = Join(room, 1, "worker");
        CommandResult result = coordinator.WaitForExit(Patience).AssertCode(0);
        worker.WaitForExit(Patience).AssertCode(0);
        string sent = room.Sent(0);
        output.WriteLine(sent);
        Assert.Equal(prepared.Alone, result.WeightsSha256);
        Assert.Contains("\"nodes\": 2", File.ReadAllText(_scratch["run/summary.json"]), StringComparison.Ordinal);
        Assert.Matches(@"dropped [1-9]", sent);
    }

    private CommandProcess Begin(MachineRoom room, int nodes = 3) => room.Start(
        0, _scratch.Root, ["node", prepared.Config, "--role", "coordinator", "--nodes", $"{nodes}", "--out", "run", .. OptionsOf(0)]);

    private CommandProcess Join(MachineRoom room, int machine, string role) => room.Start(
        machine, _scratch.Root,
        ["node", "--role", role, "--join", $"{MachineRoom.AddressOf(0)}:{Port}", .. (string[])(role == "worker" ? [] : ["--out", $"copy-{machine}"]), .. OptionsOf(machine)]);

    private string[] OptionsOf(int machine) =>
    [
        "--host", MachineRoom.AddressOf(machine), "--port", Port, "--workers", "1", "--tls", prepared.Certificates, "--name", Prepared.NameOf(machine),
        "--akka-config", prepared.Akka,
    ];

    private async Task WaitForStatusAsync(CommandProcess coordinator, string text)
    {
        string answer = "";
        for (DateTime end = DateTime.UtcNow + Patience; DateTime.UtcNow < end; await Task.Delay(BetweenLooks))
        {
            try
            {
                (_, answer) = await ControlSocket.AskAsync(_scratch["run"], "status");
            }
            catch (InvalidInputException)
            {
                CommandResult ended = coordinator.WaitForExit(Patience);
                Assert.Fail($"the coordinator has ended with code {ended.Code}; output:\n{ended.Out}\nerrors:\n{ended.Error}");
            }

            if (answer.Contains(text, StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"not {text} in {Patience.TotalSeconds} s: {answer}");
    }

    /// <summary>What all tests need once: certificates, the experiment, and the weights of one process.</summary>
    public sealed class Prepared : IDisposable
    {
        private static readonly string Yaml = Experiment.OfSlowSteps(
            "machines", "epochs: 16, checkpoints: { every-steps: 10 }, optimizer: { type: sgd, learning-rate: 0.02 }");

        private readonly ScratchDirectory _scratch = new();
        private readonly Lazy<string> _alone;
        private readonly Lazy<string> _certificates;

        public Prepared()
        {
            Config = _scratch.Write("machines.yaml", Yaml);

            // A machine that is gone is given up sooner than by default: the test waits for it.
            Akka = _scratch.Write(
                "soon.conf",
                """
                akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s
                akka.cluster.split-brain-resolver.stable-after = 3s
                """);
            _alone = new Lazy<string>(() => CommandProcess.Run(_scratch.Root, "train", Config, "--out", "alone").AssertCode(0).WeightsSha256);
            _certificates = new Lazy<string>(Certify);
        }

        public string Config { get; }

        public string Akka { get; }

        public string Alone => _alone.Value;

        public string Certificates => _certificates.Value;

        public static string NameOf(int machine) => $"machine-{machine}";

        public void Dispose() => _scratch.Dispose();

        private string Certify()
        {
            for (int machine = 0; machine < 3; machine++)
            {
                CommandProcess.Run(
                    _scratch.Root, "certificates", "certs", "--name", NameOf(machine), "--host", MachineRoom.AddressOf(machine)).AssertCode(0);
            }

            return _scratch["certs"];
        }
    }
}
