using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Training.Asynchronous;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using Akka.Actor;

namespace ActorCnn.Training.Sessions;

/// <summary>The parent of a run's actors. A child that stops for any reason but the run's end fails the run.</summary>
public sealed class RunActor : ReceiveActor
{
    /// <summary>The name of the coordinator's own node.</summary>
    public const string OwnNode = "local";

    /// <summary>The name of the coordinator's actor.</summary>
    public const string CoordinatorName = "coordinator";

    /// <summary>The dispatcher of the actors that decide.</summary>
    public const string ControlDispatcher = "actorcnn.control-dispatcher";

    private const string ListenerDispatcher = "actorcnn.listener-dispatcher";
    private const string WorkerDispatcher = "actorcnn.worker-dispatcher";

    // Below this one thread packs the weights in less time than it takes to wake another.
    private const int WorthSharing = 1 << 18;
    private readonly string _run;
    private readonly TaskCompletionSource<RunEnded> _ended;
    private readonly RunPosition _start;
    private string? _cause;

    /// <summary>Creates the run's actors; see <see cref="Props"/>.</summary>
    public RunActor(RunMemory memory, TaskCompletionSource<RunEnded> ended, ManyNodes? nodes)
    {
        ArgumentNullException.ThrowIfNull(memory);
        (string run, TrainingJob job) = (memory.Run, memory.Job);
        (_run, _ended, _start) = (run, ended, job.Position);
        SpreadSlices? spread = nodes?.Spread;
        IActorRef reporter = Context.ActorOf(ReporterActor.Props([.. job.Observers, new EndObserver(ended)]).WithDispatcher(ListenerDispatcher), "reporter");
        IActorRef[] parameters = spread is null ? CreateParameters(memory) : [];
        IActorRef checkpoints = spread is null
            ? parameters[0]
            : Context.ActorOf(spread.Checkpoints.WithDispatcher(ControlDispatcher), "checkpoints");
        CoordinatorState initial = new()
        {
            Run = run,
            Schedule = job.Schedule,
            Slices = memory.Slices.Length,
            MinimumNodes = nodes?.Minimum ?? 1,
            Position = job.Position,
            OwnNode = OwnNode,
            SliceStates = spread?.States ?? [],
            WaitsForNodes = spread is { NodesAreKnown: true } ? SpreadSlices.ReturnPatience : CoordinatorState.FormingPatience,
            Before = spread?.Before,
            StopReason = spread?.Before?.StopReason,
            PausedBy = spread?.Before?.PausedBy,
        };

        // Slices in one process share their store: any of them can write all of it to a checkpoint.
        IActorRef coordinator = Context.ActorOf(
            CoordinatorActor.Props(initial, parameters, reporter, job.Time, nodes?.Tick, checkpoints).WithDispatcher(ControlDispatcher), CoordinatorName);
        foreach (IActorRef slice in parameters)
        {
            slice.Tell(new UseCoordinator(run, coordinator));
        }

        // The parameters of an asynchronous run are its node as well.
        IActorRef node = job.Staleness is not null ? parameters[0] : Context.ActorOf(
            (spread?.Node ?? OwnNodeProps(memory, coordinator, parameters, nodes?.Announce)).WithDispatcher(ControlDispatcher), "node");
        foreach (IActorRef child in (IActorRef[])[reporter, .. parameters, checkpoints, coordinator, node])
        {
            Context.Watch(child);
        }

        job.Control?.Attach(run, Self, spread?.Weights ?? memory.Store);
        Receive<StopRun>(coordinator.Tell);
        Receive<PauseRun>(coordinator.Tell);
        Receive<ResumeRun>(coordinator.Tell);
        Receive<SaveCheckpoint>(coordinator.Tell);
        Receive<GetRunStatus>(coordinator.Tell);
        Receive<AddressLost>(coordinator.Tell);
        Receive<RunAbandoned>(abandoned => spread?.Abandoned(abandoned));
        Receive<Terminated>(OnTerminated);
    }

    /// <summary>How to create it.</summary>
    /// <param name="memory">What the run's actors of this process share.</param>
    /// <param name="ended">Is given the run's last event.</param>
    /// <param name="nodes">How it lives with nodes in other processes; null when there are none.</param>
    public static Props Props(RunMemory memory, TaskCompletionSource<RunEnded> ended, ManyNodes? nodes = null) =>
        Akka.Actor.Props.Create(() => new RunActor(memory, ended, nodes));

    /// <summary>The name of a slice's actor.</summary>
    public static string NameOfSlice(int slice) => $"parameters-{slice}";

    /// <summary>A node's state at the beginning.</summary>
    public static NodeState InitialNode(string run, RunSchedule schedule, int workers, int slices, int parameters) =>
        NodeState.Create(run, schedule, workers, slices) with { SharesPacking = parameters >= WorthSharing };

    /// <summary>How to create a node's worker, on a thread of its own.</summary>
    public static Props WorkerOf(int index, NodeReplica replica, Func<IShardComputer, IShardComputer> computer) =>
        WorkerActor.Props(index, () => computer(new LaneShardComputer(replica)), replica.LoadPart).WithDispatcher(WorkerDispatcher);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _cause = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
        return Directive.Stop;
    });

    private static IActorRef[] CreateParameters(RunMemory memory)
    {
        TrainingJob job = memory.Job;
        if (job.Staleness is { } bound)
        {
            return [Context.ActorOf(AsynchronousActor.Props(memory, bound).WithDispatcher(ControlDispatcher), NameOfSlice(0))];
        }

        ParameterState applied = ParameterState.Create(memory.Run, job.Schedule, job.Position.Step, memory.Slices.Length);
        return [.. memory.Slices.Select(slice => Context.ActorOf(
            ParameterActor.Props(applied, slice, memory.Store, memory.Exchange, job.Checkpoints).WithDispatcher(ControlDispatcher),
            NameOfSlice(slice.Index)))];
    }

    private static Props OwnNodeProps(RunMemory memory, IActorRef coordinator, IActorRef[] parameters, TimeSpan? announce)
    {
        TrainingJob job = memory.Job;
        NodeReplica replica = new(
            new LaneNetwork(job.Network, job.Loss), memory.Store, job.Data, job.Schedule, memory.Exchange, job.Seed, job.Shuffle,
            job.Preparation)
        {
            Residuals = job.Residuals ?? ShardResiduals.Of(job.Schedule, job.Network),
        };
        return NodeActor.Props(
            OwnNode,
            InitialNode(memory.Run, job.Schedule, job.Workers, memory.Slices.Length, job.Network.ParameterCount),
            replica,
            coordinator,
            parameters,
            index => WorkerOf(index, replica, job.Computer),
            announce);
    }

    private void OnTerminated(Terminated terminated) => _ended.TrySetResult(new RunEnded
    {
        Run = _run,
        Outcome = RunOutcome.Failed,
        Reason = $"actor {terminated.ActorRef.Path.Name} stopped: {_cause ?? "no reason given"}",
        Position = _start,
        Test = null,
        Nodes = 0,
        Workers = 0,
    });

    // The last observer: by then every other has seen the end.
    private sealed class EndObserver(TaskCompletionSource<RunEnded> ended) : IRunObserver
    {
        public void OnEvent(RunEvent happened)
        {
            if (happened is RunEnded end)
            {
                ended.TrySetResult(end);
            }
        }
    }
}
