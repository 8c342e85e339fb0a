using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Workers;
using Akka.Actor;

namespace ActorCnn.Training.Asynchronous;

/// <summary>
/// The node and the parameters of an asynchronous run in one: a thin shell around <see cref="AsynchronousState"/>. It alone writes the
/// weights, and copies them for each worker that begins, so that no worker reads weights while they change.
/// </summary>
public sealed class AsynchronousActor : ReceiveActor
{
    private readonly ParameterStore _store;
    private readonly GradientExchange _exchange;
    private readonly ICheckpointWriter _checkpoints;
    private readonly WorkerWeights[] _weights;
    private readonly IActorRef[] _workers;
    private readonly ParameterSlice _all;
    private AsynchronousState _state;
    private IActorRef _coordinator = ActorRefs.Nobody;

    /// <summary>Creates the shell and its workers; see <see cref="Props"/>.</summary>
    public AsynchronousActor(RunMemory memory, int bound)
    {
        ArgumentNullException.ThrowIfNull(memory);
        TrainingJob job = memory.Job;
        (_store, _exchange, _checkpoints) = (memory.Store, memory.Exchange, job.Checkpoints);
        _state = AsynchronousState.Create(memory.Run, job.Schedule, job.Workers, bound, job.Position.Step);
        _weights = [.. Enumerable.Range(0, job.Workers).Select(_ => new WorkerWeights(job.Network.ParameterCount))];
        _all = new ParameterSlice(0, 0, job.Network.ParameterCount);
        _workers = [.. _weights.Select((weights, i) => Context.ActorOf(WorkerOf(i, memory, weights), $"worker-{i}"))];
        Receive<GrantShards>(grant => Do(_state.Handle(grant)));
        Receive<ShardsComputed>(result => Do(_state.Handle(result)));
        Receive<WorkerFailed>(failure => Do(_state.Handle(failure)));
        Receive<WriteCheckpoint>(request => _coordinator.Tell(_checkpoints.Answer(request, _store)));
        Receive<KeepBest>(request => _coordinator.Tell(_checkpoints.Answer(request, _store)));
        Receive<UseCoordinator>(message =>
        {
            _coordinator = message.Coordinator;
            _coordinator.Tell(new JoinRun(_state.Run, RunActor.OwnNode, _workers.Length));
        });
    }

    /// <summary>How to create it.</summary>
    /// <param name="memory">What the run's actors share.</param>
    /// <param name="bound">The most updates between a gradient's weights and those that it is applied to.</param>
    public static Props Props(RunMemory memory, int bound) => Akka.Actor.Props.Create(() => new AsynchronousActor(memory, bound));

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => WorkerActor.Supervision();

    private static Props WorkerOf(int index, RunMemory memory, WorkerWeights weights)
    {
        TrainingJob job = memory.Job;
        NodeReplica replica = job.CreateReplica(weights, memory.Exchange, sharesWeights: true);
        return RunActor.WorkerOf(index, replica, computer => job.Computer(new OwnWeightsComputer(replica, computer)));
    }

    private void Do(AsynchronousState.Decision decision)
    {
        _state = decision.State;
        foreach (AsynchronousEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case StartOnNewest start:
                    _weights[start.Worker].CopyFrom(_store.Weights);
                    _workers[start.Worker].Tell(start.Work);
                    break;
                case ApplyShard apply:
                    Apply(apply);
                    break;
                case TellCoordinator tell:
                    _coordinator.Tell(tell.Message);
                    break;
                case ReportStep report:
                    _coordinator.Tell(new StepApplied(report.Pass, report.Metrics, _store.LearningRate(report.Pass.Step)));
                    break;
            }
        }
    }

    private void Apply(ApplyShard apply)
    {
        GradientBuffer gradient = _exchange.Take(apply.Result.ToGradient(), slice: 0)!;
        _store.Apply(_all, gradient.Span, apply.Result.Metrics.Samples, apply.Result.Work.Pass.Step, updates: apply.Updates);
        _exchange.Return(gradient);
    }
}
