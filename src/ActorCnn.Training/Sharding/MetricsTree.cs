using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;

namespace ActorCnn.Training.Sharding;

/// <summary>A <see cref="ReductionTree"/> that carries its metrics along: the same joins on numbers small enough to live in a state.</summary>
/// <param name="Tree">What has been counted.</param>
/// <param name="Sums">The metrics of every sum at hand.</param>
public sealed record MetricsTree(ReductionTree Tree, ImmutableDictionary<ShardRange, ShardMetrics> Sums)
{
    /// <summary>A tree in which nothing has been counted.</summary>
    public static MetricsTree Empty(int shards) =>
        new(ReductionTree.Empty(shards), ImmutableDictionary<ShardRange, ShardMetrics>.Empty);

    /// <summary>The metrics over all shards; null before every one has been counted.</summary>
    public ShardMetrics? Total => Tree.IsComplete ? Sums.Values.Single() : null;

    /// <summary>Counts a range's metrics, once.</summary>
    /// <returns>As <see cref="ReductionTree.Accept"/>.</returns>
    public (MetricsTree Tree, ImmutableArray<ReductionTree.Join> Joins)? Accept(ShardRange range, ShardMetrics metrics)
    {
        if (Tree.Accept(range) is not { } accepted)
        {
            return null;
        }

        ImmutableDictionary<ShardRange, ShardMetrics>.Builder sums = Sums.ToBuilder();
        sums[range] = metrics;
        foreach (ReductionTree.Join join in accepted.Joins)
        {
            sums[join.Parent] = join.Sum(Take, (left, right) => left + right);
        }

        return (new MetricsTree(accepted.Tree, sums.ToImmutable()), accepted.Joins);

        ShardMetrics Take(ShardRange half)
        {
            ShardMetrics sum = sums[half];
            sums.Remove(half);
            return sum;
        }
    }
}
