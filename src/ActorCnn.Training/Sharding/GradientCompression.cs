namespace ActorCnn.Training.Sharding;

/// <summary>The ways to make gradients smaller.</summary>
public enum CompressionKind
{
    /// <summary>Not at all: 32 bits a number.</summary>
    None,

    /// <summary>
    /// 16 bits a number: a shard's gradient, and every sum of the fixed tree above it, is rounded to the nearest IEEE 754 binary16. So each
    /// sum that a node sends has 16 bits without further loss, and the result is the same on any cluster, though not that of 32 bits.
    /// </summary>
    Float16,

    /// <summary>
    /// Of a shard's gradient the largest numbers alone; the others are kept for its next, see <see cref="ShardResiduals"/>. The result is the
    /// same for any number of workers of one process, though not that of whole gradients.
    /// </summary>
    TopK,
}

/// <summary>How gradients are made smaller.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Fraction">The part of the trained parameters whose numbers a top-k gradient has, above 0 to 1; 0 for the other ways.</param>
public readonly record struct GradientCompression(CompressionKind Kind, double Fraction = 0)
{
    /// <summary>Not at all.</summary>
    public static GradientCompression None => default;

    /// <summary>16 bits a number.</summary>
    public static GradientCompression Float16 => new(CompressionKind.Float16);

    /// <summary>The largest numbers alone.</summary>
    public static GradientCompression TopK(double fraction) => new(CompressionKind.TopK, fraction);
}
