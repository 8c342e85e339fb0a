using System.Diagnostics;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Workers;
using Akka.Actor;

namespace ActorCnn.Training.Nodes;

/// <summary>
/// The one actor of a process that stands between the run and its workers: a thin shell around <see cref="NodeState"/>. It supervises
/// the workers: one that throws is restarted, and the coordinator is told which shards it had in hand.
/// </summary>
public sealed class NodeActor : ReceiveActor, IWithTimers
{
    private readonly TimeSpan? _announce;
    private readonly string _name;
    private readonly IActorRef _coordinator;
    private readonly IActorRef[] _parameters;
    private readonly NodeReplica _replica;
    private readonly IActorRef[] _workers;
    private readonly long[] _samples;
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private NodeState _state;

    /// <summary>Creates the shell and its workers; see <see cref="Props"/>.</summary>
    public NodeActor(
        string name,
        NodeState initial,
        NodeReplica replica,
        IActorRef coordinator,
        IActorRef[] parameters,
        Func<int, Props> workers,
        TimeSpan? announce = null)
    {
        _announce = announce;
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(workers);
        (_name, _state, _replica, _coordinator, _parameters) = (name, initial, replica, coordinator, parameters);
        _samples = new long[initial.Workers.Length];
        _workers = [.. Enumerable.Range(0, initial.Workers.Length).Select(i => Context.ActorOf(workers(i), $"worker-{i}"))];
        Receive<GrantShards>(grant => Do(_state.Handle(grant)));
        Receive<WeightsPublished>(published => Do(_state.Handle(published)));
        Receive<ShardsComputed>(OnComputed);
        Receive<WorkerFailed>(failure => Do(_state.Handle(failure)));
        Receive<WeightsPacked>(packed => Do(_state.Handle(packed)));
        Receive<GetNodeStatus>(_ => _coordinator.Tell(new NodeStatus(
            _state.Run, _name, Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, [.. _samples])));
        Receive<Announce>(_ => Join());
        Receive<PackingFailed>(failure => throw new InvalidOperationException(failure.Reason));
    }

    /// <summary>How to create it.</summary>
    /// <param name="name">The node's name, unique in the run.</param>
    /// <param name="initial">A node with nothing to do.</param>
    /// <param name="replica">The node's weights, data and buffers.</param>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="parameters">The parameter actor of each slice.</param>
    /// <param name="workers">How to create each worker.</param>
    /// <param name="announce">How often it joins again, to show that it lives; null where nobody doubts it.</param>
    public static Props Props(
        string name,
        NodeState initial,
        NodeReplica replica,
        IActorRef coordinator,
        IActorRef[] parameters,
        Func<int, Props> workers,
        TimeSpan? announce = null) =>
        Akka.Actor.Props.Create(() => new NodeActor(name, initial, replica, coordinator, parameters, workers, announce));

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (IActorRef slice in _parameters)
        {
            slice.Tell(new SubscribeToWeights(_state.Run));
        }

        Join();
        if (_announce is { } interval)
        {
            Timers.StartPeriodicTimer(nameof(Announce), Announce.Now, interval);
        }
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => WorkerActor.Supervision();

    private void Join() => _coordinator.Tell(new JoinRun(_state.Run, _name, _workers.Length));

    private void OnComputed(ShardsComputed result)
    {
        _samples[result.Worker] += result.Metrics.Samples;
        Do(_state.Handle(result));
    }

    private void Do(NodeState.Decision decision)
    {
        _state = decision.State;
        foreach (NodeEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case LoadWeights:
                    _replica.Load();
                    break;
                case StartPacking packing:
                    _workers[packing.Worker].Tell(packing.Part);
                    break;
                case StartWork start:
                    _workers[start.Worker].Tell(start.Work);
                    break;
                case ForwardResult forward:
                    Forward(forward.Result);
                    break;
                case DiscardResult discard:
                    Discard(discard.Result);
                    break;
                case ReportFailure report:
                    ComputeShards work = report.Failure.Work;
                    _coordinator.Tell(new ShardsFailed(work.Pass, work.Range, work.Attempt, _name, report.Failure.Reason));
                    break;
            }
        }
    }

    private void Forward(ShardsComputed result)
    {
        if (result.Problem is not null)
        {
            _coordinator.Tell(new NotFinite(result.Work.Pass, result.Problem));
        }
        else if (result.Work.Pass.Kind == PassKind.Gradient)
        {
            GradientComputed gradient = result.ToGradient();
            foreach (IActorRef slice in _parameters)
            {
                slice.Tell(gradient);
            }
        }
        else
        {
            _coordinator.Tell(new EvaluationComputed(result.Work.Pass, result.Work.Range, result.Work.Attempt, result.Metrics));
        }
    }

    private void Discard(ShardsComputed result)
    {
        if (result.Problem is null && result.Work.Pass.Kind == PassKind.Gradient)
        {
            _replica.Exchange.Discard(result.ToGradient());
        }
    }

    private sealed class Announce : INoSerializationVerificationNeeded
    {
        public static readonly Announce Now = new();
    }
}
