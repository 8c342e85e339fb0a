using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Asynchronous;

/// <summary>A worker's own copy of the weights: written before it begins, read while it computes.</summary>
/// <param name="parameters">How many there are.</param>
public sealed class WorkerWeights(int parameters) : IWeights
{
    private readonly AlignedBuffer _numbers = new(parameters);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Weights => _numbers.Span;

    /// <summary>Takes a copy. Only while the worker has nothing to do.</summary>
    public void CopyFrom(ReadOnlySpan<float> weights) => weights.CopyTo(_numbers.Span);
}

/// <summary>Computes each range on the weights that its worker was given for it. One thread.</summary>
/// <param name="replica">The worker's own replica.</param>
/// <param name="computer">What computes.</param>
internal sealed class OwnWeightsComputer(NodeReplica replica, IShardComputer computer) : IShardComputer
{
    public ShardsComputed Compute(int worker, ComputeShards work)
    {
        replica.Load();
        return computer.Compute(worker, work);
    }
}
