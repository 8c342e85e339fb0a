using System.Collections.Immutable;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Simulation.Tests;

/// <summary>How a parameter actor can be built wrong on purpose, to see that the simulation notices.</summary>
internal enum Defect
{
    None,
    CountsDuplicates,
    SumsInOrderOfArrival,
}

/// <summary>A parameter actor on simulated tensors: the decisions are the product's own.</summary>
internal sealed class SimulatedSlice(int index, ParameterState initial, SimulatedCluster cluster, Defect defect)
{
    private readonly Dictionary<ShardRange, ulong> _sums = [];
    private readonly HashSet<string> _nodes = [];
    private ParameterState _state = initial;
    private int[] _timesCounted = new int[initial.Schedule.PlanOf(initial.Pass).Shards];
    private ulong _inOrderOfArrival;

    /// <summary>The weights.</summary>
    public ulong Weights { get; private set; } = GradientValue.InitialWeights + (ulong)index;

    /// <summary>The number of updates in them.</summary>
    public long Step => _state.Pass.Step;

    public void Handle(string from, ITrainingMessage message, ulong value)
    {
        switch (message)
        {
            case SubscribeToWeights:
                _nodes.Add(from);
                cluster.Send(Name, from, new WeightsPublished(_state.Pass.Run, Step, index), Weights);
                break;
            case GetPassStatus status:
                Do((_state, _state.Answer(status)), 0);
                break;
            case ApplyStep apply:
                Do(_state.Handle(apply), 0);
                break;
            case GradientComputed gradient:
                Handle(gradient, value);
                break;
        }
    }

    private string Name => SimulatedCluster.SliceName(index);

    private void Handle(GradientComputed gradient, ulong value)
    {
        if (defect == Defect.CountsDuplicates && gradient.Pass == _state.Pass && _sums.TryGetValue(gradient.Range, out ulong sum))
        {
            _sums[gradient.Range] = GradientValue.Sum(sum, value);
        }

        Do(_state.Handle(gradient), value);
    }

    private void Do((ParameterState State, ImmutableArray<ParameterEffect> Effects) decision, ulong value)
    {
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
                    ShardRange parent = join.Join.Parent;
                    _sums.Remove(parent.Left, out ulong left);
                    _sums[parent] = join.Join.LeftOnly || !_sums.Remove(parent.Right, out ulong right) ? left : GradientValue.Sum(left, right);
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

    private void Tell(ITrainingMessage message) => cluster.Send(Name, SimulatedCluster.CoordinatorName, message, 0);

    private void Count(ShardRange range)
    {
        for (int shard = range.First; shard < range.First + range.Count(_timesCounted.Length); shard++)
        {
            _timesCounted[shard]++;
        }
    }

    private void Apply(ApplyUpdate update)
    {
        Assert.All(_timesCounted, times => Assert.Equal(1, times));
        ulong sum = _sums.Values.Single();
        Weights = GradientValue.Update(Weights, defect == Defect.SumsInOrderOfArrival ? _inOrderOfArrival : sum);
        _sums.Clear();
        _inOrderOfArrival = 0;
        _timesCounted = new int[_state.Schedule.PlanOf(_state.Pass).Shards];
        cluster.OnApplied(index, update.Pass.Step + 1, Weights);
        foreach (string node in _nodes)
        {
            cluster.Send(Name, node, new WeightsPublished(update.Pass.Run, update.Pass.Step + 1, index), Weights);
        }
    }
}
