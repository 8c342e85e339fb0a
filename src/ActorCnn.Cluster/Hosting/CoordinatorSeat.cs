using System.Security.Cryptography;
using System.Text;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Joining;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Akka.Actor;
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
            Observers = [.. job.Observers, offers],
            Position = job.Position with { NodesLost = job.Position.NodesLost + (_isTakeover ? 1 : 0) },
        };
        RunMemory memory = new(told, _term);
        BulkOptions options = new()
        {
            Token = RandomNumberGenerator.GetBytes(32),
            Tls = _settings.Tls,
            Insecure = _settings.Insecure,
            MaximumPayloadBytes = Math.Max(1024 * 1024, memory.Slices.Max(slice => slice.Length) * sizeof(float)),
        };
        RunTensors tensors = new(memory);
        BulkHandlers handlers = new() { Gradients = tensors, Weights = tensors, Blobs = blobs };
        await using BulkServer bulk = BulkServer.Start(options, handlers, _settings.Host, _settings.BulkPort);
        TaskCompletionSource<RunEnded> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef run = await HostAsync(RunActor.Props(memory, ended, ManyNodes.Of(minimumNodes)), RunName).ConfigureAwait(false);
        await HostAsync(ConnectionWatch.Props(run), "connections").ConfigureAwait(false);
        Welcome welcome = new(
            memory.Run,
            BlobId.Of(config).ToString(),
            job.Data.Sha256,
            memory.Slices.Length,
            _settings.Host,
            bulk.Port,
            Convert.ToHexStringLower(options.Token.Span));
        IActorRef door = await HostAsync(DoorActor.Props(welcome), DoorActor.Name).ConfigureAwait(false);
        offers.Begin(memory.Run, job.Position.Step, offer => door.Tell(offer));
        using CancellationTokenRegistration registration =
            stop.Register(() => run.Tell(new StopRun(memory.Run, stopReason?.Invoke() ?? "request")));
        _settings.OnReady(true);
        await Task.WhenAny(ended.Task, _lost, _system.WhenTerminated).ConfigureAwait(false);
        _settings.OnReady(false);
        RunEnded end = ended.Task.IsCompleted ? await ended.Task.ConfigureAwait(false) : GivenUp(memory);
        if (!_lost.IsCompleted && !_system.WhenTerminated.IsCompleted)
        {
            await SeeOffAsync(door, new RunOver(memory.Run, end.Outcome == RunOutcome.Completed, ReasonOf(end))).ConfigureAwait(false);
        }

        await _system.Terminate().ConfigureAwait(false);
        return new TrainingResult(end, memory.Store.Weights.ToArray());
    }

    /// <summary>Leaves the cluster.</summary>
    public void Dispose() => _system.Dispose();

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

    // A node that hangs does not keep this one from ending.
    private static async Task SeeOffAsync(IActorRef door, RunOver over)
    {
        try
        {
            await door.Ask<object>(over, GuestsMayTake).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
        }
    }
}

/// <summary>The files of a run that other nodes keep copies of.</summary>
/// <param name="Metrics">Its <c>metrics.jsonl</c>.</param>
/// <param name="Checkpoint">The checkpoint that it starts from; null when it starts at the beginning.</param>
public sealed record RunFiles(string Metrics, string? Checkpoint);
