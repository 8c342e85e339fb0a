using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Evaluation;

/// <summary>
/// A network with weights that no longer change: it is evaluated on data, or asked for the classes of images. Safe from any thread.
/// </summary>
public sealed class TrainedNetwork
{
    private readonly LaneNetwork _kernels;
    private readonly LaneWeights _weights;
    private readonly SamplePreparation _preparation;

    /// <summary>Packs the weights for the fast kernels.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters in buffer order; copied.</param>
    /// <param name="normalization">The one that it was trained with; null for none.</param>
    public TrainedNetwork(Network network, ReadOnlySpan<float> weights, Normalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        _kernels = new LaneNetwork(network);
        _weights = _kernels.CreateWeights();
        _kernels.Pack(weights, _weights);
        _preparation = SamplePreparation.None with { Normalization = normalization };
    }

    /// <summary>The network.</summary>
    public Network Network => _kernels.Network;

    /// <summary>
    /// Evaluates every sample, in blocks of sixteen that threads take as they come. The blocks' sums are added by the tree of a training
    /// run with shards of sixteen: the same bits on any number of threads, and the same as the run's own.
    /// </summary>
    /// <param name="samples">Samples of the network's input shape and classes.</param>
    /// <param name="threads">At least one.</param>
    public EvaluationResult Evaluate(Dataset samples, int threads)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ShardPlan plan = new(samples.Count, LaneNetwork.Lanes);
        float[] values = _preparation.ValuesOf(samples);
        ShardMetrics[] blocks = new ShardMetrics[plan.Shards];
        ConfusionMatrix confusion = new();
        int next = -1;
        RunOnThreads(Math.Min(threads, plan.Shards), () =>
        {
            BlockEvaluator evaluator = new(_kernels, _weights, samples, values);
            for (int block = Interlocked.Increment(ref next); block < blocks.Length; block = Interlocked.Increment(ref next))
            {
                blocks[block] = evaluator.Evaluate(plan.SamplesOf(block));
            }

            lock (confusion)
            {
                confusion.Add(evaluator.Confusion);
            }
        });
        return new EvaluationResult(Sum(blocks, plan.Root), confusion);
    }

    /// <summary>The probability of every class for each image. Deterministic.</summary>
    /// <param name="images">Pixels of the network's input shape, channel by channel, row-major.</param>
    /// <param name="values">What each of the 256 pixel values stands for, before any normalization.</param>
    public IReadOnlyList<float[]> Predict(IReadOnlyList<byte[]> images, ReadOnlySpan<float> values)
    {
        ArgumentNullException.ThrowIfNull(images);
        List<float[]> probabilities = [];
        Visit(Enumerable.Range(0, images.Count), image => images[image], _preparation.ValuesOf(values), (_, found) =>
        {
            probabilities.Add(found.ToArray());
            return true;
        });
        return probabilities;
    }

    /// <summary>Gives the probabilities of samples one after the other, on the caller's thread, until told that it is enough.</summary>
    /// <param name="samples">Samples of the network's input shape.</param>
    /// <param name="order">Which of them, in this order.</param>
    /// <param name="visit">Is given a sample's position and the probability of each class; false ends it.</param>
    public void Visit(Dataset samples, IEnumerable<int> order, SampleVisitor visit)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(visit);
        Visit(order, sample => samples.Pixels(sample), _preparation.ValuesOf(samples), visit);
    }

    /// <summary>The class of the largest probability, of equal ones the first.</summary>
    public static int MostProbable(ReadOnlySpan<float> probabilities)
    {
        int best = 0;
        for (int i = 1; i < probabilities.Length; i++)
        {
            best = probabilities[i] > probabilities[best] ? i : best;
        }

        return best;
    }

    // Sixteen at a time, one to a lane.
    private void Visit(IEnumerable<int> order, Func<int, ReadOnlySpan<byte>> pixelsOf, float[] values, SampleVisitor visit)
    {
        LaneWorkspace workspace = _kernels.CreateWorkspace(training: false);
        int classes = Network.Output.Count;
        float[] block = new float[LaneNetwork.Lanes * classes];
        foreach (int[] chosen in order.Chunk(LaneNetwork.Lanes))
        {
            for (int lane = 0; lane < chosen.Length; lane++)
            {
                workspace.SetSample(lane, pixelsOf(chosen[lane]), values);
            }

            Span<float> found = block.AsSpan(0, chosen.Length * classes);
            _kernels.Predict(_weights, workspace, chosen.Length, found);
            for (int lane = 0; lane < chosen.Length; lane++)
            {
                if (!visit(chosen[lane], found.Slice(lane * classes, classes)))
                {
                    return;
                }
            }
        }
    }

    private static ShardMetrics Sum(ShardMetrics[] blocks, ShardRange range)
    {
        if (range.Level == 0)
        {
            return blocks[range.First];
        }

        ShardMetrics left = Sum(blocks, range.Left);
        return range.Right.Count(blocks.Length) == 0 ? left : left + Sum(blocks, range.Right);
    }

    private static void RunOnThreads(int threads, Action work)
    {
        List<Exception> failures = [];
        Thread[] others = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception exception)
            {
                // An exception that leaves a thread ends the process: the caller shall have it instead.
                lock (failures)
                {
                    failures.Add(exception);
                }
            }
        }))];
        Array.ForEach(others, thread => thread.Start());
        Array.ForEach(others, thread => thread.Join());
        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    // One thread's buffers and counts.
    private sealed class BlockEvaluator(LaneNetwork kernels, LaneWeights weights, Dataset samples, float[] values)
    {
        private readonly LaneWorkspace _workspace = kernels.CreateWorkspace(training: false);
        private readonly int[] _labels = new int[LaneNetwork.Lanes];
        private readonly int _classes = kernels.Network.Output.Count;
        private readonly float[] _probabilities = new float[LaneNetwork.Lanes * kernels.Network.Output.Count];

        public ConfusionMatrix Confusion { get; } = new();

        public ShardMetrics Evaluate((int First, int Count) block)
        {
            for (int lane = 0; lane < block.Count; lane++)
            {
                _workspace.SetSample(lane, samples.Pixels(block.First + lane), values);
                _labels[lane] = samples.Label(block.First + lane);
            }

            ShardMetrics metrics = kernels.Evaluate(
                weights, _workspace, _labels.AsSpan(0, block.Count), _probabilities.AsSpan(0, block.Count * _classes));
            for (int lane = 0; lane < block.Count; lane++)
            {
                Confusion.Count(_labels[lane], MostProbable(_probabilities.AsSpan(lane * _classes, _classes)));
            }

            return metrics;
        }
    }
}

/// <summary>Looks at a sample's position and the probability of each class; false when that is enough.</summary>
public delegate bool SampleVisitor(int sample, ReadOnlySpan<float> probabilities);

/// <summary>How well a network told the samples of a data set apart.</summary>
/// <param name="Metrics">Sums over all samples.</param>
/// <param name="Confusion">Which class was taken for which.</param>
public sealed record EvaluationResult(ShardMetrics Metrics, ConfusionMatrix Confusion);
