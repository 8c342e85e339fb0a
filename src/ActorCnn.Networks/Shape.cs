namespace ActorCnn.Networks;

/// <summary>
/// The shape of one sample between two layers: channels of rows by columns. A flat vector of n values is (n, 1, 1).
/// Values are ordered channel by channel, row-major.
/// </summary>
public readonly record struct Shape(int Channels, int Height, int Width)
{
    /// <summary>The largest number of values that one sample may have; bounds memory before it is taken.</summary>
    public const int MaximumCount = 1 << 24;

    /// <summary>Values in one sample, in 64 bits.</summary>
    /// <exception cref="OverflowException">The product is beyond 2^63 - 1.</exception>
    public long LongCount => checked((long)Channels * Height * Width);

    /// <summary>Values in one sample.</summary>
    /// <exception cref="OverflowException">The product is beyond 2^31 - 1.</exception>
    public int Count => checked((int)LongCount);

    /// <summary>True when every size is at least one and the product is at most <see cref="MaximumCount"/>.</summary>
    public bool IsValid =>
        Channels > 0 && Height > 0 && Width > 0
        && (long)Height * Width <= MaximumCount && (long)Height * Width * Channels <= MaximumCount;

    /// <summary>The shape of a flat vector.</summary>
    public static Shape Flat(int count) => new(count, 1, 1);

    /// <summary>Channels x height x width, as <c>16x12x12</c>; a flat vector as its length.</summary>
    public override string ToString() => Height == 1 && Width == 1 ? $"{Channels}" : $"{Channels}x{Height}x{Width}";
}
