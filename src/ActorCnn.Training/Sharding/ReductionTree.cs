using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// The fixed binary tree that sums over a minibatch's shards, as a decision: it says which sums to join when one more arrives, and
/// refuses what was counted before. The same joins are made whatever the order of arrival, so the sum has the same bits. The metrics, small
/// enough to live in a state, are added by the same joins. Immutable.
/// </summary>
public sealed class ReductionTree
{
    private readonly int _shards;

    // Null when nothing was counted. Each message makes the nodes on one way down anew and shares all others, however many shards there are.
    private readonly Node? _root;

    private ReductionTree(int shards, Node? root, int countedShards) => (_shards, _root, CountedShards) = (shards, root, countedShards);

    /// <summary>True when the sum over all shards is at hand.</summary>
    public bool IsComplete => CountedShards == _shards;

    /// <summary>The metrics over all shards; null before every one has been counted.</summary>
    public ShardMetrics? Total => IsComplete ? _root!.Metrics : null;

    /// <summary>The sums at hand, as few and as large as can be, with their metrics.</summary>
    public ImmutableArray<(ShardRange Range, ShardMetrics Metrics)> Sums => Parts(Root, areCounted: true, (range, metrics) => (range, metrics));

    /// <summary>How many shards were counted.</summary>
    public int CountedShards { get; }

    private ShardRange Root => ShardRange.Root(_shards);

    /// <summary>A tree in which nothing has been counted.</summary>
    public static ReductionTree Empty(int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        return new ReductionTree(shards, root: null, countedShards: 0);
    }

    /// <summary>True when a range is a node of this tree.</summary>
    public bool Contains(ShardRange range)
    {
        int top = Root.Level;
        return range.Level >= 0 && range.Level <= top && range.Index >= 0 && range.Index < (1 << (top - range.Level))
            && range.Count(_shards) > 0;
    }

    /// <summary>Counts the sum over a range, once.</summary>
    /// <param name="range">The range.</param>
    /// <param name="metrics">Its metrics, which are added along the same joins.</param>
    /// <returns>
    /// The tree with it, and the joins to make in order; null when the range is not of this tree, or a shard of it was counted before.
    /// </returns>
    public (ReductionTree Tree, ImmutableArray<Join> Joins)? Accept(ShardRange range, ShardMetrics metrics = default)
    {
        ImmutableArray<Join>.Builder joins = ImmutableArray.CreateBuilder<Join>();
        return Contains(range) && With(_root, Root, range, metrics, joins) is { } root
            ? (new ReductionTree(_shards, root, CountedShards + range.Count(_shards)), joins.ToImmutable())
            : null;
    }

    /// <summary>The parts of a range that have not been counted, as few and as large as can be; none of a range that is not of this tree.</summary>
    public ImmutableArray<ShardRange> Missing(ShardRange range) => Parts(range, areCounted: false, (part, _) => part);

    /// <summary>The parts of a range whose sums are at hand, as few and as large as can be; none of a range that is not of this tree.</summary>
    public ImmutableArray<ShardRange> Counted(ShardRange range) => Parts(range, areCounted: true, (part, _) => part);

    // Null when a shard of the range was counted before. Halves are joined at once, the lowest first.
    private Node? With(Node? node, ShardRange at, ShardRange range, ShardMetrics metrics, ImmutableArray<Join>.Builder joins)
    {
        if (at == range)
        {
            return node is null ? new Node(metrics) : null;
        }

        bool isLeft = range.First < at.Right.First;
        if (node is { IsCounted: true }
            || With(isLeft ? node?.Left : node?.Right, isLeft ? at.Left : at.Right, range, metrics, joins) is not { } half)
        {
            return null;
        }

        (Node? left, Node? right) = isLeft ? (half, node?.Right) : (node?.Left, half);
        bool isLeftOnly = at.Right.Count(_shards) == 0;
        if (left is not { IsCounted: true } || (right is not { IsCounted: true } && !isLeftOnly))
        {
            return new Node(left, right);
        }

        joins.Add(new Join(at, isLeftOnly));
        return new Node(isLeftOnly ? left.Metrics : left.Metrics + right!.Metrics);
    }

    private ImmutableArray<T> Parts<T>(ShardRange range, bool areCounted, Func<ShardRange, ShardMetrics, T> of)
    {
        if (!Contains(range))
        {
            return [];
        }

        Node? found = _root;
        for (ShardRange at = Root; at != range && found is { IsCounted: false };)
        {
            (at, found) = range.First < at.Right.First ? (at.Left, found.Left) : (at.Right, found.Right);
        }

        ImmutableArray<T>.Builder parts = ImmutableArray.CreateBuilder<T>();
        Collect(found, range);
        return parts.ToImmutable();

        void Collect(Node? node, ShardRange part)
        {
            if (node is { IsCounted: false })
            {
                Collect(node.Left, part.Left);
                Collect(node.Right, part.Right);
            }
            else if ((node is not null) == areCounted && part.Count(_shards) > 0)
            {
                parts.Add(of(part, node?.Metrics ?? default));
            }
        }
    }

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

    // A sub-tree of which shards were counted: some, or all, and then its sum is at hand and its parts are of no more use.
    private sealed class Node
    {
        public Node(Node? left, Node? right) => (Left, Right) = (left, right);

        public Node(ShardMetrics metrics) => (IsCounted, Metrics) = (true, metrics);

        public bool IsCounted { get; }

        public ShardMetrics Metrics { get; }

        public Node? Left { get; }

        public Node? Right { get; }
    }
}
