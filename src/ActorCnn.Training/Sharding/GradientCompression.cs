using ActorCnn.Networks.Numerics;

namespace ActorCnn.Training.Sharding;

/// <summary>How gradients are made smaller for the network.</summary>
public enum GradientCompression
{
    /// <summary>Not at all: 32 bits a number.</summary>
    None,

    /// <summary>
    /// 16 bits a number: a shard's gradient, and every sum of the fixed tree above it, is rounded to the nearest IEEE 754 binary16. So each
    /// sum that a node sends has 16 bits without further loss, and the result is the same on any cluster, though not that of 32 bits.
    /// </summary>
    Float16,
}

/// <summary>The sums of the fixed tree over a minibatch's shards.</summary>
public static class GradientSum
{
    /// <summary>Makes a shard's gradient what the tree is to add up.</summary>
    public static void Finish(Span<float> gradient, GradientCompression compression)
    {
        if (compression == GradientCompression.Float16)
        {
            HalfPrecision.Round(gradient);
        }
    }

    /// <summary>Adds the right half of a sub-tree to the left.</summary>
    public static void Join(Span<float> left, ReadOnlySpan<float> right, GradientCompression compression)
    {
        VectorSum.AddTo(left, right);
        Finish(left, compression);
    }
}
