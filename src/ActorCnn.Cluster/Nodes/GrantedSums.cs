using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Nodes;

/// <summary>
/// Which of the workers' pieces a node adds up before anything is sent: all of a granted range, along the fixed tree, so that one sum
/// travels for it and not one for each piece. Decisions alone, without tensors. Immutable.
/// </summary>
public sealed record GrantedSums
{
    /// <summary>The pass that is computed; null before the first.</summary>
    public Pass? Pass { get; private init; }

    private ImmutableList<Part> Parts { get; init; } = [];

    /// <summary>Ranges are granted; those of another pass are forgotten.</summary>
    /// <param name="grant">The grant.</param>
    /// <param name="shards">Shards of the pass.</param>
    public GrantedSums Grant(GrantShards grant, int shards)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ImmutableList<Part> granted =
            [.. grant.Ranges.Select(range => new Part(new GrantedRange(range, grant.Attempt), ReductionTree.Empty(shards), IsBroken: false))];
        return this with { Pass = grant.Pass, Parts = grant.Pass == Pass ? Parts.AddRange(granted) : granted };
    }

    /// <summary>A piece was computed.</summary>
    public Decision Add(ShardRange piece, int attempt, ShardMetrics metrics)
    {
        foreach (Part part in Parts)
        {
            if (part.Covers(piece, attempt) && !part.IsBroken && part.Tree.Accept(piece, metrics) is { } accepted)
            {
                Part with = part with { Tree = accepted.Tree };
                return with.Tree.Missing(part.Granted.Range).IsEmpty
                    ? new Decision(this with { Parts = Parts.Remove(part) }, accepted.Joins, with.AtHand)
                    : new Decision(this with { Parts = Parts.Replace(part, with) }, accepted.Joins, []);
            }
        }

        return new Decision(this, [], [new Sum(piece, attempt, metrics)]);
    }

    /// <summary>A worker failed on a piece: the sum will never be whole, so what is at hand is sent, and each further piece by itself.</summary>
    public Decision Break(ShardRange piece, int attempt)
    {
        Part? part = Parts.Find(found => found.Covers(piece, attempt) && !found.IsBroken);
        return part is null
            ? new Decision(this, [], [])
            : new Decision(this with { Parts = Parts.Replace(part, part with { IsBroken = true }) }, [], part.AtHand);
    }

    /// <summary>A sum that is ready to be sent.</summary>
    public readonly record struct Sum(ShardRange Range, int Attempt, ShardMetrics Metrics);

    /// <summary>A new state, the additions to make, and then the sums to send.</summary>
    public readonly record struct Decision(GrantedSums State, ImmutableArray<ReductionTree.Join> Joins, ImmutableArray<Sum> Ready);

    private sealed record Part(GrantedRange Granted, ReductionTree Tree, bool IsBroken)
    {
        public ImmutableArray<Sum> AtHand => [.. Tree.Sums.Select(sum => new Sum(sum.Range, Granted.Attempt, sum.Metrics))];

        public bool Covers(ShardRange piece, int attempt) =>
            attempt == Granted.Attempt
            && piece.Level <= Granted.Range.Level
            && piece.Index >> (Granted.Range.Level - piece.Level) == Granted.Range.Index;
    }
}
