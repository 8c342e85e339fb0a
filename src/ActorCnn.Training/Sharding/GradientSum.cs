using ActorCnn.Networks.Numerics;

namespace ActorCnn.Training.Sharding;

/// <summary>The sums of the fixed tree over a minibatch's shards.</summary>
public static class GradientSum
{
    /// <summary>Makes a shard's gradient, or a sum, what the tree is to add up.</summary>
    public static void Finish(Span<float> gradient, GradientCompression compression)
    {
        if (compression.Kind == CompressionKind.Float16)
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
