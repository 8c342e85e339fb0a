using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// Top-k compression with error feedback: each logical shard of a minibatch remembers what was left out of its gradient, and the next step
/// adds it to the gradient of the shard in the same place:
/// <code>
/// sum[t]      = gradient[t] + residual[t]
/// sent[t]     = the k numbers of sum[t] of the largest magnitude, 0 elsewhere
/// residual[t+1] = sum[t] - sent[t]
/// </code>
/// so that no part of a gradient is lost, only late. Frozen parameters and running averages stay as they are. Source: Stich, Cordonnier,
/// Jaggi, "Sparsified SGD with memory", 2018, algorithm 1, with the learning rate applied after the sum.
/// </summary>
/// <remarks>
/// A residual hangs on its shard's place alone, never on who computes it, and computing a shard of a step again finds what the first time
/// found: so the weights are the same for any number of workers, after any failure of theirs, and, as checkpoints hold the residuals, when a
/// run goes on. They live in one process: a shard cannot move to another node without them. Memory: two numbers for each trained parameter
/// and shard. Safe from any thread.
/// </remarks>
public sealed class ShardResiduals
{
    private readonly ParameterRange[] _trained;
    private readonly Residual[] _shards;

    /// <summary>Takes memory; nothing has been left out yet.</summary>
    /// <param name="shards">Shards of a whole minibatch.</param>
    /// <param name="trained">The parameters that the optimizer changes, in their order.</param>
    /// <param name="fraction">The part of the trained parameters that is sent, above 0 to 1; the number is rounded up.</param>
    public ShardResiduals(int shards, IEnumerable<ParameterRange> trained, double fraction)
    {
        _trained = [.. trained];
        Length = _trained.Sum(range => range.Length);
        Count = (int)Math.Ceiling(fraction * Length);
        _shards = [.. Enumerable.Range(0, shards).Select(_ => new Residual(Length))];
    }

    /// <summary>Numbers of a shard: one for each trained parameter, in the network's order.</summary>
    public int Length { get; }

    /// <summary>How many numbers of a shard are sent in a step.</summary>
    public int Count { get; }

    /// <summary>What is left of each shard's gradients, in the order of the shards; to be read between steps. Empty when nothing is trained.</summary>
    public IReadOnlyList<float[]> Left => Length == 0 ? [] : [.. _shards.Select(shard => shard.Left)];

    /// <summary>Those of a run; null for a run that does without.</summary>
    /// <param name="schedule">The run's plan.</param>
    /// <param name="network">What is trained.</param>
    /// <param name="left">What was left when the run was last stopped; null for nothing.</param>
    /// <param name="where">Where that was read, for the message.</param>
    /// <exception cref="InvalidInputException">That is not of this run.</exception>
    public static ShardResiduals? Of(RunSchedule schedule, Network network, IReadOnlyList<float[]>? left = null, string where = "")
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(network);
        if (schedule.Compression.Kind != CompressionKind.TopK)
        {
            return null;
        }

        ShardResiduals residuals = new(schedule.MostShards, network.TrainableRanges, schedule.Compression.Fraction);
        if (left is not null)
        {
            residuals.Restore(left, where);
        }

        return residuals;
    }

    /// <summary>Makes a shard's gradient what is sent of it, and keeps the rest.</summary>
    /// <param name="shard">The shard's place in its minibatch.</param>
    /// <param name="step">The number of updates made before; one that is over changes nothing.</param>
    /// <param name="gradient">The shard's gradient, over all parameters.</param>
    public void Compress(int shard, long step, Span<float> gradient)
    {
        Residual residual = _shards[shard];
        lock (residual)
        {
            if (!residual.Begin(step))
            {
                return;
            }

            int at = 0;
            foreach (ParameterRange range in _trained)
            {
                Span<float> sum = residual.Left.AsSpan(at, range.Length);
                gradient.Slice(range.Offset, range.Length).CopyTo(sum);
                VectorSum.AddTo(sum, residual.Before.AsSpan(at, range.Length));
                at += range.Length;
            }

            TopSelection largest = TopSelection.Of(residual.Left, Count);
            at = 0;
            foreach (ParameterRange range in _trained)
            {
                largest.MoveTo(residual.Left.AsSpan(at, range.Length), gradient.Slice(range.Offset, range.Length));
                at += range.Length;
            }
        }
    }

    private void Restore(IReadOnlyList<float[]> left, string where)
    {
        if (left.Count != Left.Count || left.Any(shard => shard.Length != Length))
        {
            throw new InvalidInputException(
                where, "the residuals are of another run", $"those of {Left.Count} shards with {Length} numbers each",
                left.Count == 0 ? "none" : $"{left.Count} with {left[0].Length}", "train anew into another directory");
        }

        foreach ((Residual shard, float[] numbers) in _shards.Zip(left))
        {
            numbers.CopyTo(shard.Left, 0);
        }
    }

    private sealed class Residual(int length)
    {
        private long _step = -1;

        /// <summary>What its newest step leaves.</summary>
        public float[] Left { get; } = new float[length];

        /// <summary>What that step found.</summary>
        public float[] Before { get; } = new float[length];

        /// <summary>Begins a step, or begins it again; false when a newer one was begun.</summary>
        public bool Begin(long step)
        {
            if (step > _step)
            {
                Left.CopyTo(Before, 0);
                _step = step;
            }

            return step == _step;
        }
    }
}
