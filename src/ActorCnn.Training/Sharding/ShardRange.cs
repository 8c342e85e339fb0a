using System.Runtime.Serialization;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// A complete, aligned sub-tree of the tree over a minibatch's shards: shards <c>Index 2^Level</c> up to, not including,
/// <c>(Index + 1) 2^Level</c>, as far as there are any. Only such ranges are granted, summed and sent, so that every sum is a node of the
/// one fixed tree.
/// </summary>
/// <param name="Level">The height above the leaves; a single shard has level zero.</param>
/// <param name="Index">The position among the sub-trees of this level.</param>
// The neighbours follow from the two numbers; a serializer that wrote them would not come to an end.
public readonly record struct ShardRange(int Level, int Index)
{
    /// <summary>The first shard.</summary>
    public int First => Index << Level;

    /// <summary>The sub-tree of which this one is a half.</summary>
    [IgnoreDataMember]
    public ShardRange Parent => new(Level + 1, Index >> 1);

    /// <summary>The lower half; only above level zero.</summary>
    [IgnoreDataMember]
    public ShardRange Left => new(Level - 1, Index << 1);

    /// <summary>The upper half; only above level zero. It may lie beyond the last shard.</summary>
    [IgnoreDataMember]
    public ShardRange Right => new(Level - 1, (Index << 1) + 1);

    /// <summary>True when one of the two holds the other.</summary>
    public bool Overlaps(ShardRange other)
    {
        int level = Math.Max(Level, other.Level);
        return Index >> (level - Level) == other.Index >> (level - other.Level);
    }

    /// <summary>How many of a minibatch's shards are in it.</summary>
    public int Count(int shards) => Math.Clamp(shards - First, 0, 1 << Level);

    /// <summary>The whole tree over a number of shards.</summary>
    public static ShardRange Root(int shards)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shards);
        return new ShardRange(shards == 1 ? 0 : int.Log2(shards - 1) + 1, 0);
    }

    /// <summary>The first shard and the last of the aligned range, as <c>shards 4..7</c>.</summary>
    public override string ToString() => Level == 0 ? $"shard {First}" : $"shards {First}..{First + (1 << Level) - 1}";
}
