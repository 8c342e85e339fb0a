using ActorCnn.Data;
using ActorCnn.Data.Augmentation;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Workers;

/// <summary>
/// Computes shards with the fast kernels: gathers the samples into lanes, each changed as its epoch wants it, computes lane block by lane
/// block, and adds the blocks of a shard and the shards of a range along the fixed tree. Its buffers come from the exchange's pool. One
/// thread.
/// </summary>
public sealed class LaneShardComputer : IShardComputer
{
    private readonly NodeReplica _node;
    private readonly LaneWorkspace _workspace;
    private readonly Augmenter? _augmenter;
    private readonly OwnWeights? _ownWeights;
    private readonly int[] _labels = new int[LaneNetwork.Lanes];

    // Those of the pass in hand.
    private LaneWeights? _weights;

    /// <summary>Takes memory for one thread.</summary>
    public LaneShardComputer(NodeReplica node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Schedule.Compression.Kind == CompressionKind.TopK && node.Residuals is null)
        {
            throw new InvalidOperationException("top-k compression: this node keeps no residuals; expected a run in one process");
        }

        _node = node;
        _workspace = node.Kernels.CreateWorkspace(training: true);
        _augmenter = node.CreateAugmenter();
        _ownWeights = node.SharesWeights ? null : new OwnWeights(node);
    }

    /// <inheritdoc/>
    public ShardsComputed Compute(int worker, ComputeShards work)
    {
        ArgumentNullException.ThrowIfNull(work);
        _weights = _ownWeights?.Of(work.Pass) ?? _node.Weights;
        ShardPlan plan = _node.Schedule.PlanOf(work.Pass);
        Samples samples = work.Pass.Kind == PassKind.Evaluation
            ? new Samples(_node.Data.Test, _node.TestValues, null, 0, null, 0)
            : new Samples(
                _node.Data.Train, _node.TrainValues, _node.OrderOf(work.Pass.Epoch), work.Pass.Batch * _node.Schedule.BatchSize, _augmenter,
                work.Pass.Epoch);
        _workspace.SetEpoch(_node.Seed, work.Pass.Epoch);
        if (work.Pass.Kind == PassKind.Evaluation)
        {
            ShardMetrics metrics = SumOfShards(samples, plan, work.Pass, work.Range, gradient: null);
            return new ShardsComputed(worker, work, metrics, double.IsFinite(metrics.LossSum) ? null : NameProblem(samples, plan, work));
        }

        GradientBuffer gradient = _node.Exchange.Rent();
        bool handedOver = false;
        try
        {
            ShardMetrics metrics = SumOfShards(samples, plan, work.Pass, work.Range, gradient);
            if (!double.IsFinite(metrics.LossSum) || !VectorSum.IsFinite(gradient.Span))
            {
                return new ShardsComputed(worker, work, metrics, NameProblem(samples, plan, work));
            }

            ShardsComputed result = new(worker, work, metrics, null);
            _node.Exchange.Put(result.ToGradient(), gradient);
            handedOver = true;
            return result;
        }
        finally
        {
            if (!handedOver)
            {
                _node.Exchange.Return(gradient);
            }
        }
    }

    private ShardMetrics SumOfShards(Samples samples, ShardPlan plan, Pass pass, ShardRange range, GradientBuffer? gradient)
    {
        GradientCompression compression = _node.Schedule.Compression;
        return SumOver(range, plan.Shards, gradient, compression, (shard, sum) =>
        {
            ShardMetrics metrics = Shard(samples, plan.SamplesOf(shard), sum);
            if (sum is not null)
            {
                GradientSum.Round(sum.Span, compression);
                _node.Residuals?.Compress(shard, pass.Step, sum.Span);
            }

            return metrics;
        });
    }

    // A shard that is wider than the lanes is a tree of lane blocks in turn.
    private ShardMetrics Shard(Samples samples, (int First, int Count) shard, GradientBuffer? gradient)
    {
        ShardPlan blocks = new(shard.Count, LaneNetwork.Lanes);
        return SumOver(blocks.Root, blocks.Shards, gradient, GradientCompression.None, (block, sum) =>
        {
            (int offset, int count) = blocks.SamplesOf(block);
            return Block(samples, shard.First + offset, count, sum);
        });
    }

    // Every join is a node of the fixed tree, whoever makes it.
    private ShardMetrics SumOver(
        ShardRange range, int leaves, GradientBuffer? gradient, GradientCompression compression, Func<int, GradientBuffer?, ShardMetrics> leaf)
    {
        if (range.Level == 0)
        {
            return leaf(range.First, gradient);
        }

        ShardMetrics left = SumOver(range.Left, leaves, gradient, compression, leaf);
        if (range.Right.Count(leaves) == 0)
        {
            return left;
        }

        GradientBuffer? other = gradient is null ? null : _node.Exchange.Rent();
        try
        {
            ShardMetrics right = SumOver(range.Right, leaves, other, compression, leaf);
            if (gradient is not null)
            {
                GradientSum.Join(gradient.Span, other!.Span, compression);
            }

            return left + right;
        }
        finally
        {
            if (other is not null)
            {
                _node.Exchange.Return(other);
            }
        }
    }

    private ShardMetrics Block(Samples samples, int first, int count, GradientBuffer? gradient)
    {
        for (int lane = 0; lane < count; lane++)
        {
            int sample = samples.Index(first + lane);
            Span<float> values = _workspace.SetSample(lane, samples.Set.Pixels(sample), samples.Values);
            samples.Augmenter?.Apply(values, samples.Epoch, sample);
            _workspace.SetSampleNumber(lane, sample);
            _labels[lane] = samples.Set.Label(sample);
        }

        ReadOnlySpan<int> labels = _labels.AsSpan(0, count);
        return gradient is null
            ? _node.Kernels.Evaluate(_weights!, _workspace, labels)
            : _node.Kernels.ComputeGradient(_weights!, _workspace, labels, gradient.Span);
    }

    // Something in the range is not finite: the shards are computed once more, one by one, to say which.
    private string NameProblem(Samples samples, ShardPlan plan, ComputeShards work)
    {
        GradientBuffer? gradient = work.Pass.Kind == PassKind.Gradient ? _node.Exchange.Rent() : null;
        try
        {
            for (int shard = work.Range.First; shard < work.Range.First + work.Range.Count(plan.Shards); shard++)
            {
                ShardMetrics metrics = SumOfShards(samples, plan, work.Pass, new ShardRange(0, shard), gradient);
                bool lossIsFinite = double.IsFinite(metrics.LossSum);
                if (!lossIsFinite || (gradient is not null && !VectorSum.IsFinite(gradient.Span)))
                {
                    (int first, int count) = plan.SamplesOf(shard);
                    List<int> numbers = [];
                    for (int i = first; i < first + count; i++)
                    {
                        numbers.Add(samples.Index(i));
                    }

                    string what = lossIsFinite ? "a gradient is not finite" : $"the loss is {metrics.Loss}";
                    return $"{work.Pass}: {what} in shard {shard}, samples {string.Join(' ', numbers)} of {samples.Set.Name}; "
                        + "expected finite numbers; fix: lower the learning rate or look at these samples";
                }
            }
        }
        finally
        {
            if (gradient is not null)
            {
                _node.Exchange.Return(gradient);
            }
        }

        return $"{work.Pass}: the sum over {work.Range} is not finite, though each shard's is; fix: lower the learning rate";
    }

    // The samples of a pass by their position in it, and what is done to them.
    private readonly record struct Samples(Dataset Set, float[] Values, int[]? Order, int First, Augmenter? Augmenter, int Epoch)
    {
        public int Index(int position) => Order is null ? position : Order[First + position];
    }
}
