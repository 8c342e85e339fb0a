using System.Security.Cryptography;
using System.Text;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Joining;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;

namespace ActorCnn.Cluster.Hosting;

/// <summary>The place from which a run is coordinated: a node that has the cluster's singleton, for one term. Used once.</summary>
public sealed class CoordinatorSeat : IDisposable
{
    /// <summary>The name of the run's actor below the seat.</summary>
    internal const string RunName = "run";

    private static readonly TimeSpan GuestsMayTake = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ActorsMayTake = TimeSpan.FromSeconds(30);
    private readonly NodeSettings _settings;
    private readonly ActorSystem _system;
    private readonly IActorRef _seat;
    private readonly Task _lost;
    private readonly long _term;
    private readonly bool _isTakeover;
    private IActorRef? _door;

    /// <summary>Has a node wait for its turn to coordinate.</summary>
    /// <param name="system">The node; a member with the coordinator's role.</param>
    /// <returns>The seat's actor once it is taken here, and when it is lost again.</returns>
    internal static (Task<IActorRef> Taken, Task Lost) WaitFor(ActorSystem system)
    {
        TaskCompletionSource<IActorRef> taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(SeatActor.ManagerProps(ClusterSingletonManagerSettings.Create(system), taken, lost), SeatActor.ManagerName);
        return (taken.Task, lost.Task);
    }

    internal CoordinatorSeat(NodeSettings settings, ActorSystem system, IActorRef seat, Task lost, long term, bool isTakeover) =>
        (_settings, _system, _seat, _lost, _term, _isTakeover) = (settings, system, seat, lost, term, isTakeover);

    /// <summary>Trains until the last epoch, a stop or a failure, and tells the nodes.</summary>
    /// <param name="configuration">What is trained; other nodes get it from here.</param>
    /// <param name="files">The run's files, of which other nodes with the coordinator's role keep copies; null for none.</param>
    /// <param name="minimumNodes">Nodes that must have joined, this one counted, before the run starts.</param>
    /// <param name="job">What to train.</param>
    /// <param name="stopReason">Says why a stop was asked for, when it was.</param>
    /// <param name="stop">Asks for an orderly stop after the step in hand.</param>
    /// <exception cref="InvalidInputException">The port of tensors is taken.</exception>
    public async Task<TrainingResult> TrainAsync(
        RunConfiguration configuration, RunFiles? files, int minimumNodes, TrainingJob job, Func<string>? stopReason, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(job);
        byte[] config = Encoding.UTF8.GetBytes(configuration.ToYaml());
        RunBlobs blobs = new(config, job.Data);
        CheckpointOffers offers = new(blobs, files);
        TrainingJob told = job with
        {
            Observers = [.. job.Observers.Select(observer => job.SpreadsSlices ? new ForwardOnly(observer) : observer), offers],
            Position = job.Position with { NodesLost = job.Position.NodesLost + (_isTakeover ? 1 : 0) },
        };
        BulkOptions options = new()
        {
            Token = RandomNumberGenerator.GetBytes(32),
            Tls = _settings.Tls,
            Insecure = _settings.Insecure,
            MaximumPayloadBytes = Math.Max(1024 * 1024, job.CutSlices().Max(slice => slice.Length) * sizeof(float)),
        };
        SpreadRun? spread = job.SpreadsSlices ? new SpreadRun(told, options) : null;
        SeatServing serving = new(spread is null ? [blobs] : [blobs, spread.States]);
        BulkHandlers handlers = new() { Gradients = serving, Weights = serving, Blobs = serving };
        await using BulkServer bulk = BulkServer.Start(options, handlers, _settings.Host, _settings.BulkPort);
        await HostAsync(ConnectionWatch.Props(_system.ActorSelection(_seat.Path / RunName)), "connections").ConfigureAwait(false);
        RunAbandoned? before = null;
        for (int placement = 0; ; placement++)
        {
            RunMemory memory = new(spread?.JobAfter(before) ?? told, _term, placement);
            await using RunParts? own = spread?.PartsOf(memory, _settings, bulk.Port);
            serving.Serve(own?.Host?.Tensors ?? SliceTensors.Of(memory), own?.Host?.States);
            Welcome welcome = new(
                memory.Run,
                BlobId.Of(config).ToString(),
                job.Data.Sha256,
                memory.Slices.Length,
                _settings.Host,
                bulk.Port,
                Convert.ToHexStringLower(options.Token.Span),
                spread is not null);
            TaskCompletionSource<RunAbandoned> abandoned = new(TaskCreationOptions.RunContinuationsAsynchronously);
            ManyNodes nodes = spread is null ? ManyNodes.Of(minimumNodes) : ManyNodes.Of(NodesToAwait(minimumNodes, before)) with
            {
                Spread = spread.Deal(memory, own!, Cluster.SelfAddress, lost => abandoned.TrySetResult(lost)) with
                {
                    Before = before,
                    NodesAreKnown = before is not null || _isTakeover,
                },
            };
            if (await TrainAsync(memory, nodes, welcome, offers, abandoned.Task, stopReason, stop).ConfigureAwait(false) is { } end)
            {
                await EndAsync(new RunOver(memory.Run, end.Outcome == RunOutcome.Completed, ReasonOf(end))).ConfigureAwait(false);
                return new TrainingResult(end, spread?.Weights ?? memory.Store.Weights.ToArray());
            }

            before = await abandoned.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Leaves the cluster.</summary>
    public void Dispose() => _system.Dispose();

    private Akka.Cluster.Cluster Cluster => Akka.Cluster.Cluster.Get(_system);

    private bool IsGone => _lost.IsCompleted || _system.WhenTerminated.IsCompleted;

    // Null when a slice is gone, and other actors are to begin again from the newest checkpoint.
    private async Task<RunEnded?> TrainAsync(
        RunMemory memory,
        ManyNodes nodes,
        Welcome welcome,
        CheckpointOffers offers,
        Task<RunAbandoned> abandoned,
        Func<string>? stopReason,
        CancellationToken stop)
    {
        TaskCompletionSource<RunEnded> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef run = await HostAsync(RunActor.Props(memory, ended, nodes), RunName).ConfigureAwait(false);
        IActorRef door = _door = await OpenAsync(welcome).ConfigureAwait(false);
        offers.Begin(memory.Run, memory.Job.Position.Step, offer => door.Tell(offer));
        using CancellationTokenRegistration registration =
            stop.Register(() => run.Tell(new StopRun(memory.Run, stopReason?.Invoke() ?? "request")));
        _settings.OnReady(true);
        await Task.WhenAny(ended.Task, abandoned, _lost, _system.WhenTerminated).ConfigureAwait(false);
        _settings.OnReady(false);
        if (abandoned.IsCompleted && !IsGone)
        {
            await run.GracefulStop(ActorsMayTake).ConfigureAwait(false);
            return null;
        }

        return ended.Task.IsCompleted ? await ended.Task.ConfigureAwait(false) : GivenUp(memory);
    }

    // After a loss the nodes are known that will come: those that were left, or, of a coordinator that was lost, all members.
    private int NodesToAwait(int minimum, RunAbandoned? before) =>
        before is not null ? Math.Max(1, before.Nodes)
        : !_isTakeover ? minimum
        : Math.Max(minimum, Cluster.State.Members.Except(Cluster.State.Unreachable).Count(member => member.Status == MemberStatus.Up));

    private async Task<IActorRef> OpenAsync(Welcome welcome)
    {
        if (_door is null)
        {
            return await HostAsync(DoorActor.Props(welcome), DoorActor.Name).ConfigureAwait(false);
        }

        _door.Tell(welcome);
        return _door;
    }

    private Task<IActorRef> HostAsync(Props props, string name) => _seat.Ask<IActorRef>(new SeatActor.Host(props, name), ActorsMayTake);

    private static string ReasonOf(RunEnded end) => end.Outcome switch
    {
        RunOutcome.Completed => "the run is completed",
        RunOutcome.Stopped => $"the run was {end.Reason}",
        _ => $"the run failed: {end.Reason}",
    };

    private static RunEnded GivenUp(RunMemory memory) => new()
    {
        Run = memory.Run,
        Outcome = RunOutcome.Failed,
        Reason = "the cluster has removed this node, and another may have taken the run over; the checkpoints here are whole",
        Position = memory.Job.Position,
        Test = null,
        Nodes = 0,
        Workers = 0,
    };

    private async Task EndAsync(RunOver over)
    {
        if (!IsGone)
        {
            await SeeOffAsync(over).ConfigureAwait(false);
        }

        await _system.Terminate().ConfigureAwait(false);
    }

    // A node that hangs does not keep this one from ending.
    private async Task SeeOffAsync(RunOver over)
    {
        try
        {
            await _door.Ask<object>(over, GuestsMayTake).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
        }
    }
}
