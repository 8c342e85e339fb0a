using System.Collections.Immutable;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// The fixed binary tree that sums over a minibatch's shards, as a decision: it says which sums to join when one more arrives, and
/// refuses what was counted before. The same joins are made whatever the order of arrival, so the sum has the same bits. Immutable.
/// </summary>
public sealed class ReductionTree
{
    private readonly int _shards;

    // The sums that are at hand: never one inside another.
    private readonly ImmutableHashSet<ShardRange> _held;

    private ReductionTree(int shards, ImmutableHashSet<ShardRange> held) => (_shards, _held) = (shards, held);

    /// <summary>The sub-trees whose sums are at hand.</summary>
    public IReadOnlyCollection<ShardRange> Held => _held;

    /// <summary>True when the sum over all shards is at hand.</summary>
    public bool IsComplete => _held.Contains(ShardRange.Root(_shards));

    /// <summary>A tree in which nothing has been counted.</summary>
    public static ReductionTree Empty(int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        return new ReductionTree(shards, []);
    }

    /// <summary>True when a range is a node of this tree.</summary>
    public bool Contains(ShardRange range) =>
        range.Level >= 0 && range.Level <= ShardRange.Root(_shards).Level && range.Index >= 0
        && range.Index < (1 << (ShardRange.Root(_shards).Level - range.Level)) && range.Count(_shards) > 0;

    /// <summary>Counts the sum over a range, once.</summary>
    /// <returns>
    /// The tree with it, and the joins to make in order; null when the range is not of this tree, or a shard of it was counted before.
    /// </returns>
    public (ReductionTree Tree, ImmutableArray<Join> Joins)? Accept(ShardRange range)
    {
        if (!Contains(range) || Overlaps(range))
        {
            return null;
        }

        ImmutableHashSet<ShardRange>.Builder held = _held.ToBuilder();
        ImmutableArray<Join>.Builder joins = ImmutableArray.CreateBuilder<Join>();
        ShardRange root = ShardRange.Root(_shards);
        ShardRange sum = range;
        while (sum != root)
        {
            bool alone = sum.Sibling.Count(_shards) == 0;
            if (!alone && !held.Remove(sum.Sibling))
            {
                break;
            }

            joins.Add(new Join(sum.Parent, alone));
            sum = sum.Parent;
        }

        held.Add(sum);
        return (new ReductionTree(_shards, held.ToImmutable()), joins.ToImmutable());
    }

    /// <summary>The parts of a range that have not been counted, as few and as large as can be.</summary>
    public ImmutableArray<ShardRange> Missing(ShardRange range)
    {
        ImmutableArray<ShardRange>.Builder missing = ImmutableArray.CreateBuilder<ShardRange>();
        Collect(range);
        return missing.ToImmutable();

        void Collect(ShardRange part)
        {
            if (part.Count(_shards) == 0)
            {
                return;
            }

            if (!Overlaps(part))
            {
                missing.Add(part);
            }
            else if (part.Level > 0 && !IsCovered(part))
            {
                Collect(part.Left);
                Collect(part.Right);
            }
        }
    }

    private bool IsCovered(ShardRange range)
    {
        int top = ShardRange.Root(_shards).Level;
        for (ShardRange above = range; above.Level <= top; above = above.Parent)
        {
            if (_held.Contains(above))
            {
                return true;
            }
        }

        return false;
    }

    private bool Overlaps(ShardRange range) =>
        IsCovered(range) || _held.Any(held => held.Level < range.Level && held.Index >> (range.Level - held.Level) == range.Index);

    /// <summary>
    /// One addition: the left half's sum becomes the parent's by adding the right half's to it, or as it is when there is no right half.
    /// </summary>
    /// <param name="Parent">The sub-tree whose sum it gives.</param>
    /// <param name="LeftOnly">True when the right half lies beyond the last shard.</param>
    public readonly record struct Join(ShardRange Parent, bool LeftOnly);
}
