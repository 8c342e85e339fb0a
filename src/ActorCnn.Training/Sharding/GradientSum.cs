using ActorCnn.Networks.Numerics;

namespace ActorCnn.Training.Sharding;

/// <summary>
/// The arithmetic of the fixed tree over a minibatch's shards: every leaf is rounded and every join made here, whoever makes it, so that
/// all have the same bits. Safe from any thread that owns the memory.
/// </summary>
public static class GradientSum
{
    /// <summary>Rounds a shard's gradient, or a sum, in place to what the compression sends; whole gradients stay as they are.</summary>
    public static void Round(Span<float> gradient, GradientCompression compression)
    {
        if (compression.Kind == CompressionKind.Float16)
        {
            HalfPrecision.Round(gradient);
        }
    }

    /// <summary>Adds the right half of a sub-tree to the left, and rounds the sum.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Join(Span<float> left, ReadOnlySpan<float> right, GradientCompression compression)
    {
        VectorSum.AddTo(left, right);
        Round(left, compression);
    }
}
