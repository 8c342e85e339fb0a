using System.Collections.Immutable;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// The fixed binary tree that sums over a minibatch's shards, as a decision: it says which sums to join when one more arrives, and
/// refuses what was counted before. The same joins are made whatever the order of arrival, so the sum has the same bits. Immutable.
/// </summary>
public sealed class ReductionTree
{
    private const int WordBits = 64;
    private readonly int _shards;

    // One bit a shard. A sub-tree's sum is at hand just when all its shards were counted, since halves are joined at once.
    private readonly ImmutableArray<ulong> _counted;

    private ReductionTree(int shards, ImmutableArray<ulong> counted, int countedShards) =>
        (_shards, _counted, CountedShards) = (shards, counted, countedShards);

    /// <summary>True when the sum over all shards is at hand.</summary>
    public bool IsComplete => CountedShards == _shards;

    /// <summary>How many shards were counted.</summary>
    public int CountedShards { get; }

    /// <summary>A tree in which nothing has been counted.</summary>
    public static ReductionTree Empty(int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        return new ReductionTree(shards, [.. new ulong[(shards + WordBits - 1) / WordBits]], countedShards: 0);
    }

    /// <summary>True when a range is a node of this tree.</summary>
    public bool Contains(ShardRange range)
    {
        int top = ShardRange.Root(_shards).Level;
        return range.Level >= 0 && range.Level <= top && range.Index >= 0 && range.Index < (1 << (top - range.Level))
            && range.Count(_shards) > 0;
    }

    /// <summary>Counts the sum over a range, once.</summary>
    /// <returns>
    /// The tree with it, and the joins to make in order; null when the range is not of this tree, or a shard of it was counted before.
    /// </returns>
    public (ReductionTree Tree, ImmutableArray<Join> Joins)? Accept(ShardRange range)
    {
        if (!Contains(range) || IsTouched(range))
        {
            return null;
        }

        ReductionTree with = new(_shards, Count(range), CountedShards + range.Count(_shards));
        ImmutableArray<Join>.Builder joins = ImmutableArray.CreateBuilder<Join>();
        ShardRange root = ShardRange.Root(_shards);
        for (ShardRange sum = range; sum != root && with.IsCounted(sum.Parent); sum = sum.Parent)
        {
            joins.Add(new Join(sum.Parent, LeftOnly: sum.Sibling.Count(_shards) == 0));
        }

        return (with, joins.ToImmutable());
    }

    /// <summary>The parts of a range that have not been counted, as few and as large as can be.</summary>
    public ImmutableArray<ShardRange> Missing(ShardRange range) => Parts(range, whole: part => !IsTouched(part), none: IsCounted);

    /// <summary>The parts of a range whose sums are at hand, as few and as large as can be.</summary>
    public ImmutableArray<ShardRange> Counted(ShardRange range) => Parts(range, whole: IsCounted, none: part => !IsTouched(part));

    private ImmutableArray<ShardRange> Parts(ShardRange range, Func<ShardRange, bool> whole, Func<ShardRange, bool> none)
    {
        ImmutableArray<ShardRange>.Builder parts = ImmutableArray.CreateBuilder<ShardRange>();
        Collect(range);
        return parts.ToImmutable();

        void Collect(ShardRange part)
        {
            if (part.Count(_shards) == 0 || none(part))
            {
                return;
            }

            if (whole(part))
            {
                parts.Add(part);
                return;
            }

            Collect(part.Left);
            Collect(part.Right);
        }
    }

    private ImmutableArray<ulong> Count(ShardRange range)
    {
        ulong[] words = [.. _counted];
        foreach ((int word, ulong mask) in Masks(range))
        {
            words[word] |= mask;
        }

        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(words);
    }

    private bool IsCounted(ShardRange range)
    {
        foreach ((int word, ulong mask) in Masks(range))
        {
            if ((_counted[word] & mask) != mask)
            {
                return false;
            }
        }

        return true;
    }

    private bool IsTouched(ShardRange range)
    {
        foreach ((int word, ulong mask) in Masks(range))
        {
            if ((_counted[word] & mask) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private MaskEnumerator Masks(ShardRange range) => new(range.First, range.First + range.Count(_shards));

    /// <summary>
    /// One addition: the left half's sum becomes the parent's by adding the right half's to it, or as it is when there is no right half.
    /// </summary>
    /// <param name="Parent">The sub-tree whose sum it gives.</param>
    /// <param name="LeftOnly">True when the right half lies beyond the last shard.</param>
    public readonly record struct Join(ShardRange Parent, bool LeftOnly)
    {
        /// <summary>Makes the addition.</summary>
        /// <typeparam name="T">What is added up.</typeparam>
        /// <param name="take">Takes the sum of a range away from where it is kept.</param>
        /// <param name="add">Adds the right half's sum to the left half's.</param>
        /// <returns>The parent's sum.</returns>
        public T Sum<T>(Func<ShardRange, T> take, Func<T, T, T> add)
        {
            ArgumentNullException.ThrowIfNull(take);
            ArgumentNullException.ThrowIfNull(add);
            T left = take(Parent.Left);
            return LeftOnly ? left : add(left, take(Parent.Right));
        }
    }

    // The words that hold a range's bits, each with the bits that are its.
    private struct MaskEnumerator(int next, int end)
    {
        private int _next = next;

        public (int Word, ulong Mask) Current { get; private set; }

        public readonly MaskEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (_next >= end)
            {
                return false;
            }

            int first = _next % WordBits;
            int count = Math.Min(WordBits - first, end - _next);
            Current = (_next / WordBits, (count == WordBits ? ulong.MaxValue : (1UL << count) - 1) << first);
            _next += count;
            return true;
        }
    }
}
