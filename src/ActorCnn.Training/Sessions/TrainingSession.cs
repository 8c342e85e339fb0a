using System.Collections.Immutable;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Workers;
using Akka.Actor;
using Akka.Configuration;

namespace ActorCnn.Training.Sessions;

/// <summary>Trains in this process: an actor system with a coordinator, a parameter actor, one node with its workers, and a reporter.</summary>
public static class TrainingSession
{
    /// <summary>Trains until the last epoch, a stop or a failure.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="stopReason">Says why a stop was asked for, when it was.</param>
    /// <param name="stop">Asks for an orderly stop after the step in hand.</param>
    /// <returns>How it ended, and the weights then. Deterministic but for the times in it.</returns>
    public static async Task<TrainingResult> RunAsync(
        TrainingJob job, Func<string>? stopReason = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(job.Workers);
        string run = Guid.NewGuid().ToString("N");
        ParameterStore store = new(
            job.Weights ?? job.Network.InitialParameters(job.Seed),
            job.Optimizer,
            job.OptimizerState,
            job.Schedule.Length,
            job.Network.ParameterRanges);
        TaskCompletionSource<RunEnded> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using ActorSystem system = ActorSystem.Create("actorcnn", ActorConfiguration());
        IActorRef root = system.ActorOf(RunActor.Props(run, job, store, ended), "run");
        using CancellationTokenRegistration registration =
            stop.Register(() => root.Tell(new StopRun(run, stopReason?.Invoke() ?? "request")));
        RunEnded end = await ended.Task.ConfigureAwait(false);
        await system.Terminate().ConfigureAwait(false);
        return new TrainingResult(end, store.Weights.ToArray());
    }

    /// <summary>The dispatchers and settings of the actors.</summary>
    public static Config ActorConfiguration()
    {
        using Stream stream = typeof(TrainingSession).Assembly.GetManifestResourceStream("ActorCnn.Training.Sessions.actors.conf")!;
        using StreamReader reader = new(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }
}

/// <summary>How a training ended.</summary>
/// <param name="End">The last event.</param>
/// <param name="Weights">The weights, in the network's buffer order.</param>
public sealed record TrainingResult(RunEnded End, float[] Weights);

/// <summary>The parent of a run's actors. A child that stops for any reason but the run's end fails the run.</summary>
internal sealed class RunActor : ReceiveActor
{
    private const string ControlDispatcher = "actorcnn.control-dispatcher";
    private const string ListenerDispatcher = "actorcnn.listener-dispatcher";
    private const string WorkerDispatcher = "actorcnn.worker-dispatcher";

    // Below this one thread packs the weights in less time than it takes to wake another.
    private const int WorthSharing = 1 << 18;
    private readonly string _run;
    private readonly TaskCompletionSource<RunEnded> _ended;
    private readonly RunPosition _start;
    private string? _cause;

    public RunActor(string run, TrainingJob job, ParameterStore store, TaskCompletionSource<RunEnded> ended)
    {
        (_run, _ended, _start) = (run, ended, job.Position);
        int parameterCount = job.Network.ParameterCount;
        ImmutableArray<ParameterSlice> slices = ParameterSlice.Cut(parameterCount, job.SliceCount);
        GradientExchange exchange = new(parameterCount, slices.Length);
        NodeReplica replica = new(
            new LaneNetwork(job.Network, job.Loss), store, job.Data, job.Schedule, exchange, job.Seed, job.Shuffle);
        IActorRef reporter = Context.ActorOf(ReporterActor.Props([.. job.Observers, new EndObserver(ended)]).WithDispatcher(ListenerDispatcher), "reporter");
        ParameterState applied = ParameterState.Create(run, job.Schedule, job.Position.Step);
        IActorRef[] parameters = [.. slices.Select(slice => Context.ActorOf(
            ParameterActor.Props(applied, slice, store, exchange, job.Checkpoints).WithDispatcher(ControlDispatcher),
            $"parameters-{slice.Index}"))];
        CoordinatorState initial = new() { Run = run, Schedule = job.Schedule, Slices = slices.Length, Position = job.Position };

        // The slices are in one process and share their store: any of them can write all of it to a checkpoint.
        IActorRef coordinator = Context.ActorOf(
            CoordinatorActor.Props(initial, parameters[0], reporter, job.Time).WithDispatcher(ControlDispatcher), "coordinator");
        foreach (IActorRef slice in parameters)
        {
            slice.Tell(new UseCoordinator(run, coordinator));
        }

        IActorRef node = Context.ActorOf(
            NodeActor.Props(
                "local",
                NodeState.Create(run, job.Schedule, job.Workers, slices.Length) with { SharesPacking = parameterCount >= WorthSharing },
                replica,
                coordinator,
                parameters,
                index => WorkerActor.Props(index, () => job.Computer(new LaneShardComputer(replica)), replica.LoadPart)
                    .WithDispatcher(WorkerDispatcher))
                .WithDispatcher(ControlDispatcher), "node");
        foreach (IActorRef child in (IActorRef[])[reporter, .. parameters, coordinator, node])
        {
            Context.Watch(child);
        }

        Receive<StopRun>(coordinator.Tell);
        Receive<Terminated>(OnTerminated);
    }

    public static Props Props(string run, TrainingJob job, ParameterStore store, TaskCompletionSource<RunEnded> ended) =>
        Akka.Actor.Props.Create(() => new RunActor(run, job, store, ended));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(exception =>
    {
        _cause = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
        return Directive.Stop;
    });

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
