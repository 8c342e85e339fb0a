using System.Collections.Immutable;
using System.Diagnostics;
using System.Net.Sockets;
using ActorCnn.Cluster.Joining;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Runs;
using Akka.Actor;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// A node that computes for a run whose coordinator is elsewhere. When the cluster has given it up, as after it hung, it joins again as a
/// new node; it ends with the run, when it is refused, or when no coordinator answers for a while. With a copy of the run it may
/// coordinate: it ends also when it takes over.
/// </summary>
/// <param name="settings">Where it listens, and whom it joins.</param>
/// <param name="workers">Its worker actors.</param>
/// <param name="configuration">The configuration that it was given and that the run must have; null to take the run's.</param>
/// <param name="copy">Where it keeps a copy of the run; null when it may not coordinate.</param>
public sealed class WorkerNode(NodeSettings settings, int workers, RunConfiguration? configuration, RunCopy? copy = null)
{
    private static readonly TimeSpan BetweenJoins = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeavingMayTake = TimeSpan.FromSeconds(5);

    // The step in hand and a checkpoint, when the node holds a slice of the parameters. Who runs services kills after 30 s.
    private static readonly TimeSpan HandoverMayTake = TimeSpan.FromSeconds(20);

    // Also those that it has met: the one that it was told to join may be gone when it joins again.
    private ImmutableHashSet<NodeAddress> _seeds = [.. settings.Join];
    private FollowedRun _followed = FollowedRun.None;

    /// <summary>The run's data; null before it has been let in.</summary>
    public DataSplit? Data { get; private set; }

    /// <summary>Computes until the run is over or a stop is asked for.</summary>
    /// <param name="stop">Asks to hand back what is in hand, and to leave.</param>
    /// <returns>How it ended; null when it was stopped.</returns>
    /// <exception cref="InvalidInputException">The address may not be used or is taken, or the node is refused.</exception>
    public async Task<GuestEnd?> RunAsync(CancellationToken stop)
    {
        while (true)
        {
            GuestEnd? end = await StayAsync(stop).ConfigureAwait(false);
            if (end is not null || stop.IsCancellationRequested)
            {
                return end?.Outcome == GuestOutcome.Refused ? throw new InvalidInputException([end.Reason]) : end;
            }

            settings.Log("the cluster has given this node up; it joins again");
            try
            {
                await Task.Delay(BetweenJoins, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    // One membership. Null when it was stopped, or the cluster gave the node up.
    private async Task<GuestEnd?> StayAsync(CancellationToken stop)
    {
        if (!await IsThereAsync(stop).ConfigureAwait(false))
        {
            return stop.IsCancellationRequested ? null : NoAnswer();
        }

        ActorSystem system = NodeSystem.Start(settings, copy is null ? NodeSystem.WorkerRole : NodeSystem.CoordinatorRole);
        GuestEnd? ended = null;
        try
        {
            return ended = await StayAsync(system, stop).ConfigureAwait(false);
        }
        finally
        {
            if (ended?.Seat is null)
            {
                await LeaveAsync(system, isOver: ended is not null && !stop.IsCancellationRequested).ConfigureAwait(false);
                system.Dispose();
            }
        }
    }

    private async Task<GuestEnd?> StayAsync(ActorSystem system, CancellationToken stop)
    {
        (Task<IActorRef> taken, Task lost) = copy is null
            ? (new TaskCompletionSource<IActorRef>().Task, Task.CompletedTask)
            : CoordinatorSeat.WaitFor(system);
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);
        cluster.JoinSeedNodes(_seeds.Select(seed => new Address(cluster.SelfAddress.Protocol, NodeSystem.Name, seed.Host, seed.Port)));
        TaskCompletionSource<GuestEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Guest guest = new(
            $"worker-{Guid.NewGuid().ToString("N")[..8]}",
            workers,
            _followed.Lose(),
            PrepareAsync,
            copy is null ? null : (parts, offered) => parts.KeepAsync(offered, copy),
            met => _seeds = _seeds.Add(new NodeAddress(met.Host, met.Port!.Value)),
            settings.JoinTimeout,
            NoAnswer,
            settings.Log);
        IActorRef actor = system.ActorOf(GuestActor.Props(guest, end), "guest");
        await Task.WhenAny(end.Task, taken, system.WhenTerminated, Task.Delay(Timeout.Infinite, stop)).ConfigureAwait(false);
        if (end.Task.IsCompleted)
        {
            return await end.Task.ConfigureAwait(false);
        }

        if (stop.IsCancellationRequested)
        {
            Task left = actor.Ask<UplinkActor.Left>(UplinkActor.Leave.Now, HandoverMayTake, CancellationToken.None);
            await Task.WhenAny(left, end.Task, system.WhenTerminated).ConfigureAwait(false);
            return null;
        }

        if (!taken.IsCompleted)
        {
            return null;
        }

        // From here on it follows nobody.
        await actor.GracefulStop(LeavingMayTake).ConfigureAwait(false);
        return Data is null
            ? new GuestEnd(GuestOutcome.Failed, "the coordinator was lost before this node knew the run")
            : new GuestEnd(GuestOutcome.TakesOver, "the coordinator was lost")
            {
                Seat = new CoordinatorSeat(settings, system, await taken.ConfigureAwait(false), lost, _followed.NextTerm(DateTimeOffset.UtcNow), isTakeover: true),
            };
    }

    private async Task<RunParts> PrepareAsync(Welcome welcomed)
    {
        // Kept here: a guest forgets with its membership.
        _followed = _followed.Follow(welcomed.Run) ?? _followed;

        // Not on the thread of an actor: data take a while to be loaded.
        RunParts parts = await Task.Run(() => RunParts.PrepareAsync(welcomed, settings, configuration, Data)).ConfigureAwait(false);
        copy?.Begin(parts.Configuration);
        Data = parts.Data;
        return parts;
    }

    // Akka takes seconds to forgive a first attempt that found nobody: it is begun when somebody listens.
    private async Task<bool> IsThereAsync(CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < settings.JoinTimeout && !stop.IsCancellationRequested)
        {
            foreach (NodeAddress seed in _seeds)
            {
                using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
                limit.CancelAfter(BetweenJoins);
                try
                {
                    await socket.ConnectAsync(seed.Host, seed.Port, limit.Token).ConfigureAwait(false);
                    return true;
                }
                catch (Exception exception) when (exception is SocketException or OperationCanceledException)
                {
                    await Task.WhenAny(Task.Delay(BetweenLooks, stop)).ConfigureAwait(false);
                }
            }
        }

        return false;
    }

    private GuestEnd NoAnswer() => new(
        GuestOutcome.Failed,
        $"no coordinator answered at {string.Join(", ", _seeds.Select(seed => $"{seed.Host}:{seed.Port}"))} within {settings.JoinTimeout.TotalSeconds} s");

    // Others need not be told of a node that goes with the run.
    private static async Task LeaveAsync(ActorSystem system, bool isOver)
    {
        if (!system.WhenTerminated.IsCompleted)
        {
            Task leaving = isOver ? system.Terminate() : CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
            await Task.WhenAny(leaving, Task.Delay(LeavingMayTake)).ConfigureAwait(false);
        }
    }
}
