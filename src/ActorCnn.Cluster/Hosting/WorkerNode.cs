using System.Diagnostics;
using System.Net.Sockets;
using ActorCnn.Cluster.Joining;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using Akka.Actor;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// A node that computes for a run whose coordinator is elsewhere. When the cluster has given it up, as after it hung, it joins again as a
/// new node; it ends with the run, when it is refused, or when no coordinator answers for a while.
/// </summary>
/// <param name="settings">Where it listens, and whom it joins.</param>
/// <param name="workers">Its worker actors.</param>
/// <param name="configuration">The configuration that it was given and that the run must have; null to take the run's.</param>
public sealed class WorkerNode(NodeSettings settings, int workers, RunConfiguration? configuration)
{
    private static readonly TimeSpan BetweenJoins = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LeavingMayTake = TimeSpan.FromSeconds(5);
    private DataSplit? _data;

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

        using ActorSystem system = NodeSystem.Start(settings, NodeSystem.WorkerRole);
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);
        cluster.JoinSeedNodes(settings.Join.Select(seed => new Address(cluster.SelfAddress.Protocol, NodeSystem.Name, seed.Host, seed.Port)));
        TaskCompletionSource<GuestEnd> end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource welcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
        RunParts? parts = null;
        IActorRef guest = system.ActorOf(
            GuestActor.Props($"worker-{Guid.NewGuid().ToString("N")[..8]}", workers, PrepareAsync, OnWelcome, end), "guest");
        try
        {
            Task stopped = Task.Delay(Timeout.Infinite, stop);
            Task first = await Task.WhenAny(welcome.Task, end.Task, system.WhenTerminated, stopped, Task.Delay(settings.JoinTimeout, stop)).ConfigureAwait(false);
            if (first == welcome.Task)
            {
                first = await Task.WhenAny(end.Task, system.WhenTerminated, stopped).ConfigureAwait(false);
            }

            if (first == end.Task)
            {
                return await end.Task.ConfigureAwait(false);
            }

            if (stop.IsCancellationRequested)
            {
                guest.Tell(UplinkActor.Leave.Now);
                return null;
            }

            return first == system.WhenTerminated ? null : NoAnswer();
        }
        finally
        {
            settings.OnReady(false);
            await LeaveAsync(system, end.Task.IsCompleted).ConfigureAwait(false);
            if (parts is not null)
            {
                await parts.DisposeAsync().ConfigureAwait(false);
            }
        }

        async Task<RunParts> PrepareAsync(Welcome welcomed)
        {
            // Not on the thread of an actor: data take a while to be loaded.
            parts = await Task.Run(() => RunParts.PrepareAsync(welcomed, settings, configuration, _data)).ConfigureAwait(false);
            _data = parts.Data;
            return parts;
        }

        void OnWelcome(Welcome welcomed) => welcome.TrySetResult();
    }

    // Akka takes seconds to forgive a first attempt that found nobody: it is begun when somebody listens.
    private async Task<bool> IsThereAsync(CancellationToken stop)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < settings.JoinTimeout && !stop.IsCancellationRequested)
        {
            foreach (NodeAddress seed in settings.Join)
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
        $"no coordinator answered at {string.Join(", ", settings.Join.Select(seed => $"{seed.Host}:{seed.Port}"))} within {settings.JoinTimeout.TotalSeconds} s");

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
