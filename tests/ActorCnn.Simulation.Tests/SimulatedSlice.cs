using System.Collections.Immutable;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Simulation.Tests;

/// <summary>A parameter actor on simulated tensors: the decisions are the product's own.</summary>
internal sealed class SimulatedSlice(
    int index, ParameterState initial, ulong weights, SimulatedHost host, SimulatedHost coordinator, SimulatedCluster cluster)
{
    private readonly Dictionary<ShardRange, ulong> _sums = [];
    private readonly HashSet<SimulatedHost> _nodes = [];
    private ParameterState _state = initial;
    private ulong _weights = weights;
    private int[] _timesCounted = new int[initial.Schedule.PlanOf(initial.Pass).Shards];
    private ulong _inOrderOfArrival;

    private string Run => _state.Pass.Run;

    public void Handle(SimulatedHost from, ITrainingMessage message, ulong value)
    {
        string saidOf = message.Run;
        switch (cluster.AsUnderstood(message, Run))
        {
            case SubscribeToWeights subscribe:
                if (subscribe.Run == Run)
                {
                    _nodes.Add(from);
                }

                Publish(from);
                break;
            case GetPassStatus status:
                Do(status, saidOf, (_state, _state.Answer(status)), 0);
                break;
            case ApplyStep apply:
                Do(apply, saidOf, _state.Handle(apply), 0);
                break;
            case GradientComputed gradient:
                Handle(gradient, saidOf, value);
                break;
            case WriteCheckpoint request when request.Run == Run && request.Position.Step == _state.Pass.Step:
                cluster.Witness.OnTaken(Run, saidOf, request, isTaken: true);
                ulong now = _weights;
                cluster.Send(
                    host, coordinator, $"part {request.Position.Step}", () => coordinator.Term?.OnCheckpointPart(request, index, now), isCoordination: true);
                break;
        }
    }

    private void Handle(GradientComputed gradient, string saidOf, ulong value)
    {
        if (cluster.Defect == Defect.CountsDuplicates && gradient.Pass == _state.Pass && _sums.TryGetValue(gradient.Range, out ulong sum))
        {
            _sums[gradient.Range] = GradientValue.Sum(sum, value);
        }

        Do(gradient, saidOf, _state.Handle(gradient), value);
    }

    private void Do(
        ITrainingMessage message, string saidOf, (ParameterState State, ImmutableArray<ParameterEffect> Effects) decision, ulong value)
    {
        cluster.Witness.OnTaken(Run, saidOf, message, decision.Effects.Any(effect => effect is not DropGradient));
        _state = decision.State;
        foreach (ParameterEffect effect in decision.Effects)
        {
            switch (effect)
            {
                case KeepGradient keep:
                    _sums[keep.Gradient.Range] = value;
                    _inOrderOfArrival = GradientValue.Sum(_inOrderOfArrival, value);
                    Count(keep.Gradient.Range);
                    break;
                case JoinGradients join:
                    _sums[join.Join.Parent] = join.Join.Sum(Take, GradientValue.Sum);
                    break;
                case ReportCounted counted:
                    Tell(new ShardsCounted(counted.Pass, counted.Range, index));
                    break;
                case ApplyUpdate update:
                    Apply(update);
                    break;
                case ReportApplied applied:
                    Tell(new StepApplied(applied.Update.Pass, applied.Update.Metrics, 0.1, index));
                    break;
            }
        }
    }

    private void Tell(ITrainingMessage message) =>
        cluster.Send(host, coordinator, message, () => coordinator.Term?.Handle(host, message), isCoordination: true);

    private ulong Take(ShardRange range)
    {
        _sums.Remove(range, out ulong sum);
        return sum;
    }

    private void Count(ShardRange range)
    {
        for (int shard = range.First; shard < range.First + range.Count(_timesCounted.Length); shard++)
        {
            _timesCounted[shard]++;
        }
    }

    private void Apply(ApplyUpdate update)
    {
        cluster.Witness.OnCounted(update.Pass, _timesCounted);
        ulong sum = _sums.Values.Single();
        _weights = GradientValue.Update(_weights, cluster.Defect == Defect.SumsInOrderOfArrival ? _inOrderOfArrival : sum);
        _sums.Clear();
        _inOrderOfArrival = 0;
        _timesCounted = new int[_state.Schedule.PlanOf(_state.Pass).Shards];
        cluster.Witness.OnWeights(index, update.Pass.Step + 1, _weights);
        foreach (SimulatedHost node in _nodes)
        {
            Publish(node);
        }
    }

    private void Publish(SimulatedHost to)
    {
        (WeightsPublished published, ulong weights) = (new WeightsPublished(Run, _state.Pass.Step, index), _weights);
        cluster.Send(host, to, published, () => to.Node?.Handle(published, weights));
    }
}
