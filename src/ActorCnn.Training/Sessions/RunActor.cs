using ActorCnn.Training.Coordination;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
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

    /// <summary>The name of the actor of the coordinator's own node.</summary>
    public const string NodeName = "node";

    /// <summary>The dispatcher of the actors that decide.</summary>
    public const string ControlDispatcher = "actorcnn.control-dispatcher";

    private const string ListenerDispatcher = "actorcnn.listener-dispatcher";
    private const string WorkerDispatcher = "actorcnn.worker-dispatcher";
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
        IRunParameters parameters = nodes?.Spread ?? ParametersOf(memory, nodes?.Announce);
        IActorRef reporter = Context.ActorOf(ReporterActor.Props([.. job.Observers, new EndObserver(ended)]).WithDispatcher(ListenerDispatcher), "reporter");
        (IActorRef[] slices, IActorRef checkpoints) = parameters.CreateSlices(Context);
        CoordinatorState initial = parameters.Begin(new CoordinatorState
        {
            Run = run,
            Schedule = job.Schedule,
            Slices = memory.Slices.Length,
            MinimumNodes = nodes?.Minimum ?? 1,
            Position = job.Position,
            OwnNode = OwnNode,
        });
        IActorRef coordinator = Context.ActorOf(
            CoordinatorActor.Props(initial, slices, reporter, job.Time, nodes?.Tick, checkpoints).WithDispatcher(ControlDispatcher), CoordinatorName);
        foreach (IActorRef slice in slices)
        {
            slice.Tell(new UseCoordinator(run, coordinator));
        }

        IActorRef node = parameters.CreateNode(Context, coordinator, slices);
        foreach (IActorRef child in (IActorRef[])[reporter, .. slices, checkpoints, coordinator, node])
        {
            Context.Watch(child);
        }

        job.Control?.Attach(run, Self, parameters.Weights);
        Receive<StopRun>(coordinator.Tell);
        Receive<PauseRun>(coordinator.Tell);
        Receive<ResumeRun>(coordinator.Tell);
        Receive<SaveCheckpoint>(coordinator.Tell);
        Receive<GetRunStatus>(coordinator.Tell);
        Receive<AddressLost>(coordinator.Tell);
        Receive<RunAbandoned>(parameters.OnAbandoned);
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
    public static NodeState InitialNode(string run, NodeReplica replica, int workers, int slices)
    {
        ArgumentNullException.ThrowIfNull(replica);
        return NodeState.Create(run, replica.Schedule, workers, slices) with { SharesWeights = replica.SharesWeights };
    }

    /// <summary>How to create a node's worker, on a thread of its own.</summary>
    public static Props WorkerOf(int index, NodeReplica replica, Func<IShardComputer, IShardComputer> computer) =>
        WorkerActor.Props(index, () => computer(new LaneShardComputer(replica)), replica.LoadPart).WithDispatcher(WorkerDispatcher);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _cause = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
        return Directive.Stop;
    });

    private static IRunParameters ParametersOf(RunMemory memory, TimeSpan? announce) =>
        memory.Job.Staleness is { } bound ? new AsynchronousParameters(memory, bound) : new OwnParameters(memory, announce);

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
