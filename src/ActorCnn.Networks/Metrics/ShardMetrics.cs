namespace ActorCnn.Networks.Metrics;

/// <summary>
/// What is known of how well some samples were told apart: sums, so that two can be added. Added along the fixed tree over shards, the
/// sums have the same bits on any cluster.
/// </summary>
/// <param name="Samples">How many samples.</param>
/// <param name="LossSum">The sum of their cross-entropies, in nats.</param>
/// <param name="ProbabilitySum">The sum of the probabilities given to the right classes: the seed's own "accuracy" times the samples.</param>
/// <param name="Correct">How many have their largest logit at the right class; a tie counts for the first class.</param>
public readonly record struct ShardMetrics(int Samples, double LossSum, double ProbabilitySum, int Correct)
{
    /// <summary>The mean cross-entropy; NaN without samples.</summary>
    public double Loss => LossSum / Samples;

    /// <summary>The share of samples told right.</summary>
    public double Accuracy => (double)Correct / Samples;

    /// <summary>The mean probability given to the right class.</summary>
    public double Probability => ProbabilitySum / Samples;

    /// <summary>The sums of both.</summary>
    public static ShardMetrics operator +(ShardMetrics left, ShardMetrics right) => new(
        left.Samples + right.Samples,
        left.LossSum + right.LossSum,
        left.ProbabilitySum + right.ProbabilitySum,
        left.Correct + right.Correct);

    /// <summary>The sums of both.</summary>
    public static ShardMetrics Add(ShardMetrics left, ShardMetrics right) => left + right;
}
