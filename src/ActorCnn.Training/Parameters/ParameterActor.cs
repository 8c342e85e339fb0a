using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Actor;

namespace ActorCnn.Training.Parameters;

/// <summary>
/// Owns a slice of the weights: a thin shell that hands each gradient to <see cref="ParameterState"/>, adds the tensors along the fixed
/// tree as it decides, applies the update and publishes the new weights. It does not know who computed what.
/// </summary>
public sealed class ParameterActor : ReceiveActor
{
    private readonly ParameterSlice _slice;
    private readonly ParameterStore _store;
    private readonly GradientExchange _exchange;
    private readonly ICheckpointWriter _checkpoints;
    private readonly Dictionary<ShardRange, GradientBuffer> _sums = [];
    private readonly HashSet<IActorRef> _nodes = [];
    private ParameterState _state;

    /// <summary>Creates the shell; see <see cref="Props"/>.</summary>
    public ParameterActor(
        ParameterState initial, ParameterSlice slice, ParameterStore store, GradientExchange exchange, ICheckpointWriter checkpoints)
    {
        (_state, _slice, _store, _exchange, _checkpoints) = (initial, slice, store, exchange, checkpoints);
        Receive<GradientComputed>(OnGradient);
        Receive<SubscribeToWeights>(OnSubscribe);
        Receive<ApplyStep>(apply => Do(_state.Handle(apply)));
        Receive<GetPassStatus>(status => Do((_state, _state.Answer(status))));
        Receive<WriteCheckpoint>(OnWriteCheckpoint);
        Receive<KeepBest>(OnKeepBest);
        Receive<Terminated>(terminated => _nodes.Remove(terminated.ActorRef));
        Receive<UseCoordinator>(message => Coordinator = message.Coordinator);
    }

    private IActorRef Coordinator { get; set; } = ActorRefs.Nobody;

    /// <summary>How to create it.</summary>
    /// <param name="initial">The state after the steps that the weights hold.</param>
    /// <param name="slice">The parameters that are its own.</param>
    /// <param name="store">The weights.</param>
    /// <param name="exchange">Where gradients wait.</param>
    /// <param name="checkpoints">What writes checkpoints.</param>
    public static Props Props(
        ParameterState initial, ParameterSlice slice, ParameterStore store, GradientExchange exchange, ICheckpointWriter checkpoints) =>
        Akka.Actor.Props.Create(() => new ParameterActor(initial, slice, store, exchange, checkpoints));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        IActorRef self = Self;
        _exchange.OnArrival(_slice.Index, gradient => self.Tell(gradient));
        base.PreStart();
    }

    private void OnSubscribe(SubscribeToWeights subscribe)
    {
        if (subscribe.Run == _state.Pass.Run && _nodes.Add(Sender))
        {
            Context.Watch(Sender);
        }

        Sender.Tell(new WeightsPublished(_state.Pass.Run, _state.Pass.Step, _slice.Index));
    }

    private void OnGradient(GradientComputed gradient)
    {
        if (_exchange.Take(gradient, _slice.Index) is { } buffer)
        {
            Do(_state.Handle(gradient), buffer);
        }
    }

    private void Do((ParameterState State, ImmutableArray<ParameterEffect> Effects) decision, GradientBuffer? buffer = null)
    {
        _state = decision.State;
        foreach (ParameterEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case KeepGradient keep:
                    _sums[keep.Gradient.Range] = buffer!;
                    break;
                case DropGradient:
                    _exchange.Return(buffer!);
                    break;
                case JoinGradients join:
                    _sums[join.Join.Parent] = join.Join.Sum(Take, Add);
                    break;
                case CheckSum check when !VectorSum.IsFinite(_sums.Values.Single().Of(_slice)):
                    // The run ends here: neither this slice nor another makes the update.
                    Coordinator.Tell(new NotFinite(
                        check.Pass, $"{check.Pass}: the sum of the gradients is not finite, though each shard's is; nothing was changed"));
                    return;
                case ReportCounted counted:
                    Coordinator.Tell(new ShardsCounted(counted.Pass, counted.Range, _slice.Index));
                    break;
                case ApplyUpdate update:
                    Apply(update);
                    break;
                case ReportApplied applied:
                    (Pass pass, ShardMetrics metrics, double dropped) = applied.Update;
                    Coordinator.Tell(new StepApplied(pass, metrics, _store.LearningRate(pass.Step, dropped), _slice.Index));
                    break;
            }
        }
    }

    private GradientBuffer Take(ShardRange range)
    {
        _sums.Remove(range, out GradientBuffer? sum);
        return sum!;
    }

    private GradientBuffer Add(GradientBuffer left, GradientBuffer right)
    {
        GradientSum.Join(left.Of(_slice), right.Of(_slice), _state.Schedule.Compression);
        _exchange.Return(right);
        return left;
    }

    private void Apply(ApplyUpdate update)
    {
        GradientBuffer sum = Take(_sums.Keys.Single());
        _store.Apply(_slice, sum.Of(_slice), update.Metrics.Samples, update.Pass.Step, update.RateFactor);
        _exchange.Return(sum);
        foreach (IActorRef node in _nodes)
        {
            node.Tell(new WeightsPublished(update.Pass.Run, update.Pass.Step + 1, _slice.Index));
        }
    }

    private void OnWriteCheckpoint(WriteCheckpoint request)
    {
        if (IsOfNow(request.Run, request.Position))
        {
            Sender.Tell(_checkpoints.Answer(request, _store, _slice.Index));
        }
    }

    private void OnKeepBest(KeepBest request)
    {
        if (IsOfNow(request.Run, request.Position))
        {
            Sender.Tell(_checkpoints.Answer(request, _store));
        }
    }

    private bool IsOfNow(string run, RunPosition position) => run == _state.Pass.Run && position.Step == _state.Pass.Step;
}
