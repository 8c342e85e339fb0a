using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Workers;

/// <summary>A node asks one of its workers to compute a range.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Range">The shards.</param>
/// <param name="Attempt">The grant's attempt.</param>
public sealed record ComputeShards(Pass Pass, ShardRange Range, int Attempt);

/// <summary>A worker has computed a range; the gradient, if any, waits in the exchange.</summary>
/// <param name="Worker">The worker's index in its node.</param>
/// <param name="Work">What it was asked for.</param>
/// <param name="Metrics">The range's metrics.</param>
/// <param name="Problem">What is not finite, and then no gradient waits; null when all is well.</param>
public sealed record ShardsComputed(int Worker, ComputeShards Work, ShardMetrics Metrics, string? Problem)
{
    /// <summary>The message that names the gradient in the exchange.</summary>
    public GradientComputed ToGradient() => new(Work.Pass, Work.Range, Work.Attempt, Metrics);
}

/// <summary>A node asks one of its workers to make a part of the weights ready for all.</summary>
/// <param name="Step">The number of updates in them.</param>
/// <param name="Part">The part, from zero.</param>
/// <param name="Parts">How many parts there are.</param>
public sealed record PackWeights(long Step, int Part, int Parts);

/// <summary>A worker has made its part of the weights ready.</summary>
/// <param name="Worker">The worker's index in its node.</param>
public sealed record WeightsPacked(int Worker);

/// <summary>A worker threw while it made weights ready: the node cannot go on.</summary>
/// <param name="Reason">One sentence.</param>
public sealed record PackingFailed(string Reason);

/// <summary>A worker threw and was restarted.</summary>
/// <param name="Worker">The worker's index in its node.</param>
/// <param name="Work">What it had in hand.</param>
/// <param name="Reason">One sentence.</param>
public sealed record WorkerFailed(int Worker, ComputeShards Work, string Reason);
