using System.Collections.Immutable;

namespace ActorCnn.Training.Sharding;

/// <summary>How shards are shared out: over nodes by their number of workers, and inside a node piece by piece. Speed only: the sums do
/// not depend on it.</summary>
public static class ShardAllocation
{
    /// <summary>Shares the shards out over nodes in contiguous parts, in proportion to their workers.</summary>
    /// <param name="shards">How many shards there are.</param>
    /// <param name="workers">The workers of each node, at least one node and one worker.</param>
    /// <returns>For each node the aligned ranges of its part; empty for a node that gets none.</returns>
    public static ImmutableArray<ImmutableArray<ShardRange>> OverNodes(int shards, IReadOnlyList<int> workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        long all = workers.Sum(count => (long)count);
        long before = 0;
        ImmutableArray<ImmutableArray<ShardRange>>.Builder parts = ImmutableArray.CreateBuilder<ImmutableArray<ShardRange>>(workers.Count);
        foreach (int count in workers)
        {
            int first = (int)(before * shards / all);
            before += count;
            int end = (int)(before * shards / all);
            parts.Add(Aligned(first, end, shards));
        }

        return parts.ToImmutable();
    }

    /// <summary>
    /// Takes the next piece of a node's ranges for one of its workers: about an equal share of what is left at first, ever smaller
    /// towards the end, so that few messages are needed and all workers end together.
    /// </summary>
    /// <param name="pending">The node's ranges, at least one.</param>
    /// <param name="shards">How many shards the minibatch has.</param>
    /// <param name="workers">The node's workers that have not been given a piece at this moment.</param>
    /// <returns>The piece, and what is left.</returns>
    public static (GrantedRange Piece, ImmutableList<GrantedRange> Remaining) NextPiece(
        ImmutableList<GrantedRange> pending, int shards, int workers)
    {
        ArgumentNullException.ThrowIfNull(pending);
        int left = 0;
        foreach (GrantedRange granted in pending)
        {
            left += granted.Range.Count(shards);
        }

        int share = Math.Max(1, left / workers);
        (ShardRange piece, int attempt, _) = pending[0];
        ImmutableList<GrantedRange> rest = pending.RemoveAt(0);
        while (piece.Count(shards) > share)
        {
            if (piece.Right.Count(shards) > 0)
            {
                rest = rest.Insert(0, new GrantedRange(piece.Right, attempt));
            }

            piece = piece.Left;
        }

        return (new GrantedRange(piece, attempt), rest);
    }

    private static ImmutableArray<ShardRange> Aligned(int first, int end, int shards)
    {
        ImmutableArray<ShardRange>.Builder ranges = ImmutableArray.CreateBuilder<ShardRange>();
        while (first < end)
        {
            // The largest sub-tree that starts here and stays inside; one that reaches beyond the last shard stays inside too.
            ShardRange range = new(0, first);
            while (range.Index % 2 == 0 && range.Parent.Level <= ShardRange.Root(shards).Level
                && (range.Parent.First + range.Parent.Count(shards)) <= end)
            {
                range = range.Parent;
            }

            ranges.Add(range);
            first = range.First + range.Count(shards);
        }

        return ranges.ToImmutable();
    }
}
