using System.Diagnostics;
using System.Globalization;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Processes;

/// <summary>
/// The processes of a cluster on this machine. All may coordinate: the first does, and when its process ends another goes on from its own
/// copy of the run. This process sees for certain who has ended, and tells the others, so that they need no vote about it. One that hangs is
/// subject to their vote, and is ended as soon as another has taken over from it.
/// </summary>
internal sealed class NodeProcesses(Terminal terminal) : IDisposable
{
    /// <summary>How the line begins by which a node says that it coordinates from now on.</summary>
    public const string TakeoverPrefix = "takeover: ";

    private static readonly TimeSpan OthersMayTake = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TakeoverMayTake = TimeSpan.FromSeconds(60);
    private readonly List<NodeProcess> _nodes = [];
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly TaskCompletionSource<NodeProcess> _failedToStart = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile NodeProcess? _acting;
    private TaskCompletionSource _takeover = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>More options of every node.</summary>
    public IReadOnlyList<string> OfEach { get; init; } = [];

    /// <summary>More options of the coordinator.</summary>
    public IReadOnlyList<string> OfCoordinator { get; init; } = [];

    /// <summary>Trains, with the first process as the coordinator.</summary>
    /// <param name="request">What is wanted of the run; its workers are those of each node.</param>
    /// <param name="nodes">Processes.</param>
    /// <param name="slices">Slices of the parameters; null for as many as pay.</param>
    /// <param name="dashboard">Where the first process shows the run; null for nowhere.</param>
    /// <returns>The exit code of the last that coordinated, or of one that ended with an error before the run began.</returns>
    public async Task<int> TrainAsync(RunRequest request, int nodes, int? slices, DashboardAddress? dashboard = null)
    {
        string run = request.Resume ?? request.Output ?? RunDirectory.DefaultPath(
            RunConfiguration.Load(request.Configuration!, request.Overrides).Name, DateTimeOffset.Now);
        string copies = Path.Combine(run, ".copies");

        // Of two sides of the same size the one with the lowest address goes on: let that be the coordinator's.
        string[] ports = [.. FreePorts.OnLoopback(nodes).Select(Text)];
        string[] common = [.. slices is { } count ? (string[])["--slices", Text(count)] : [], "--workers", Text(request.Workers), .. OfEach];
        NodeProcess first = Start(new NodeProcess(
            ports[0], [.. FirstArguments(request, run, nodes), .. common, .. DashboardOptions.ArgumentsFor(dashboard)], onLine: null));
        _acting = first;
        foreach (string port in ports[1..])
        {
            string copy = Path.Combine(copies, $"node-{port}");
            string[] arguments = ["--role", "coordinator", "--join", $"127.0.0.1:{ports[0]}", "--out", copy, .. common];
            Start(new NodeProcess(port, arguments, OnLine, terminal.Error.WriteLine) { Copy = copy });
        }

        terminal.Line($"processes: coordinator {first.Id} at 127.0.0.1:{ports[0]}, workers {string.Join(' ', _nodes.Skip(1).Select(node => node.Id))}");
        using StopSignals signals = new(name => _acting.Tell(name), KillAll);
        Task[] watches = [.. _nodes.Select(WatchAsync)];
        NodeProcess last = await (await Task.WhenAny(LastCoordinatorAsync(first), _failedToStart.Task).ConfigureAwait(false)).ConfigureAwait(false);
        bool hasBegun = !_failedToStart.Task.IsCompleted;
        await Task.WhenAny(Task.WhenAll(watches), Task.Delay(hasBegun ? PatienceAfter(last) : TimeSpan.Zero)).ConfigureAwait(false);
        KillAll();
        await Task.WhenAll(_nodes.Select(node => node.Ended)).ConfigureAwait(false);
        if (hasBegun && last.ExitCode is not (ExitCode.Done or ExitCode.Failed or ExitCode.BadInput or ExitCode.Interrupted or ExitCode.Terminated))
        {
            // It was killed, and could not say so itself.
            terminal.Error.WriteLine(
                $"{CommandLine.Name}: process {last.Id}: the coordinator ended with code {last.ExitCode}, and no other took over");
        }

        if (hasBegun && last.Copy is { } its)
        {
            RunCopy.MoveInto(its, run);
            terminal.Line($"run: {run} has what process {last.Id} came to");
        }

        if (Directory.Exists(copies))
        {
            Directory.Delete(copies, recursive: true);
        }

        return last.ExitCode;
    }

    /// <summary>Ends whatever still runs.</summary>
    public void Dispose()
    {
        KillAll();
        _nodes.ForEach(node => node.Dispose());
    }

    private void KillAll() => _nodes.ForEach(node => node.Kill());

    private string[] FirstArguments(RunRequest request, string run, int nodes) =>
    [
        .. request.Configuration is { } configuration ? [configuration] : Array.Empty<string>(),
        "--role", "coordinator", "--nodes", Text(nodes),
        .. request.Resume is { } resume ? (string[])["--resume", resume] : ["--out", run],
        .. request.Overrides.SelectMany(setting => (string[])["--set", setting]),
        .. OfCoordinator,
    ];

    private NodeProcess Start(NodeProcess node)
    {
        _nodes.Add(node);
        return node;
    }

    // Of the others' output only what they say as coordinators is shown.
    private void OnLine(NodeProcess node, string line)
    {
        if (line.StartsWith(TakeoverPrefix, StringComparison.Ordinal))
        {
            terminal.Restore();

            // One that hung was given up by the others, and may wake: whatever it would still say and write is of a term that is over.
            _acting?.Kill();
            _acting = node;
            Volatile.Read(ref _takeover).TrySetResult();
        }

        if (node == _acting)
        {
            terminal.Out.WriteLine(line);
        }
    }

    private async Task<NodeProcess> LastCoordinatorAsync(NodeProcess coordinator)
    {
        while (true)
        {
            await coordinator.Ended.ConfigureAwait(false);
            Task others = Task.WhenAll(_nodes.Select(node => node.Ended));
            await Task.WhenAny(Volatile.Read(ref _takeover).Task, others, Task.Delay(PatienceAfter(coordinator))).ConfigureAwait(false);
            Volatile.Write(ref _takeover, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_acting == coordinator)
            {
                return coordinator;
            }

            coordinator = _acting!;
        }
    }

    // One that ends in order has told the others, or there is nothing to go on with.
    private TimeSpan PatienceAfter(NodeProcess coordinator) => coordinator.ExitCode switch
    {
        ExitCode.BadInput => TimeSpan.Zero,
        _ when !_nodes.Exists(node => node.HasJoined) => TimeSpan.Zero,
        ExitCode.Done or ExitCode.Interrupted or ExitCode.Terminated => OthersMayTake,
        _ => TakeoverMayTake,
    };

    private async Task WatchAsync(NodeProcess node)
    {
        await node.Ended.ConfigureAwait(false);
        foreach (NodeProcess other in _nodes.Where(other => other != node && !other.Ended.IsCompleted))
        {
            other.Tell(ParentPipe.EndOf(node.Port));
        }

        if (node == _acting || _acting is not { Ended.IsCompleted: false } || node.ExitCode == ExitCode.Done)
        {
            return;
        }

        // Until then the coordinator waits for all, so that the run has not begun without it. The first needs not be let in: it was the
        // coordinator, and another has taken over.
        if (node != _nodes[0] && !node.HasJoined && Stopwatch.GetElapsedTime(_began) < CoordinatorState.FormingPatience)
        {
            terminal.Error.WriteLine(
                $"{CommandLine.Name}: process {node.Id}: ended with code {node.ExitCode} before the run began: {node.LastWords ?? "it said nothing"}");
            _failedToStart.TrySetResult(node);
            return;
        }

        terminal.Error.WriteLine($"process {node.Id} ended with code {node.ExitCode}");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
