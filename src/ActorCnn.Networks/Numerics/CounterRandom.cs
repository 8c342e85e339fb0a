namespace ActorCnn.Networks.Numerics;

/// <summary>What a draw is for, so that two uses of the same position never share a number. Values are part of the promise of same
/// bits: append, never renumber.</summary>
public enum RandomPurpose : uint
{
    /// <summary>A layer's weights: first index the layer, second the position.</summary>
    Initialization = 1,

    /// <summary>An epoch's order: first index the epoch, second the position.</summary>
    Shuffle = 2,

    /// <summary>The pixels of generated training images: first index the sample, second the pixel.</summary>
    TrainingImages = 3,

    /// <summary>The pixels of generated test images: first index the sample, second the pixel.</summary>
    TestImages = 4,

    /// <summary>What dropout drops: see <see cref="LaneRandom"/>, which also puts the layer beside the purpose.</summary>
    Dropout = 16,

    /// <summary>How a training sample is changed: see <see cref="SampleRandom"/>, which also puts the change's number beside the purpose.</summary>
    Augmentation = 17,
}

/// <summary>
/// Random numbers by position: Philox 4x32-10 (Salmon et al., 'Parallel random numbers: as easy as 1, 2, 3', SC 2011), keyed by the
/// run's seed, with the purpose and two indices as its counter. A number depends on its key alone, never on what was drawn before.
/// Deterministic on every machine; safe from any thread.
/// </summary>
public static class CounterRandom
{
    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, RandomPurpose purpose, uint first, uint second) =>
        (Bits(seed, purpose, first, second) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, bound), by the high half of a product: the bias is below 2^-32 for any bound of an array.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is below one.</exception>
    public static int Below(int bound, ulong seed, RandomPurpose purpose, uint first, uint second)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Bits(seed, purpose, first, second), (ulong)bound, out _);
    }

    /// <summary>64 random bits.</summary>
    public static ulong Bits(ulong seed, RandomPurpose purpose, uint first, uint second)
    {
        (uint a, uint b, _, _) = Philox((second, first, (uint)purpose, 0), ((uint)seed, (uint)(seed >> 32)));
        return ((ulong)b << 32) | a;
    }

    /// <summary>Ten rounds of Philox 4x32 on a counter with a key.</summary>
    internal static (uint, uint, uint, uint) Philox((uint, uint, uint, uint) counter, (uint, uint) key)
    {
        (uint c0, uint c1, uint c2, uint c3) = counter;
        (uint k0, uint k1) = key;
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = 0xD2511F53UL * c0;
            ulong product1 = 0xCD9E8D57UL * c2;
            (c0, c1, c2, c3) = ((uint)(product1 >> 32) ^ c1 ^ k0, (uint)product1, (uint)(product0 >> 32) ^ c3 ^ k1, (uint)product0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        return (c0, c1, c2, c3);
    }
}
