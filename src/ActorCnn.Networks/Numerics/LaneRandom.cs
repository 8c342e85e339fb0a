using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Numerics;

/// <summary>
/// <see cref="CounterRandom"/>'s generator for sixteen samples at once, and the draws that dropout makes with it. Whole numbers only: the
/// same bits at any vector width.
/// </summary>
public static class LaneRandom
{
    /// <summary>Positions that share one draw of the generator.</summary>
    public const int PositionsPerDraw = 4;

    /// <summary>
    /// 32 random bits for each of sixteen samples at four neighbouring positions: Philox 4x32-10 on the counter (position / 4, sample,
    /// purpose and layer, epoch).
    /// </summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="layer">The layer's number, below 2^24.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="samples">The samples' numbers in their data set.</param>
    /// <param name="draw">The first position divided by four.</param>
    /// <param name="bits">Four vectors, overwritten.</param>
    public static void Dropout(
        ulong seed, int layer, int epoch, Vector512<uint> samples, uint draw, Span<Vector512<uint>> bits)
    {
        Vector512<uint> c0 = Vector512.Create(draw);
        Vector512<uint> c1 = samples;
        Vector512<uint> c2 = Vector512.Create(PurposeOf(layer));
        Vector512<uint> c3 = Vector512.Create((uint)epoch);
        uint k0 = (uint)seed;
        uint k1 = (uint)(seed >> 32);
        for (int round = 0; round < 10; round++)
        {
            (Vector512<uint> low0, Vector512<uint> high0) = Multiply(c0, 0xD2511F53);
            (Vector512<uint> low1, Vector512<uint> high1) = Multiply(c2, 0xCD9E8D57);
            (c0, c1, c2, c3) = (high1 ^ c1 ^ Vector512.Create(k0), low1, high0 ^ c3 ^ Vector512.Create(k1), low0);
            k0 += 0x9E3779B9;
            k1 += 0xBB67AE85;
        }

        bits[3] = c3;
        bits[2] = c2;
        bits[1] = c1;
        bits[0] = c0;
    }

    /// <summary>The same for one sample and position.</summary>
    public static uint Dropout(ulong seed, int layer, int epoch, int sample, int position)
    {
        (uint a, uint b, uint c, uint d) = CounterRandom.Philox(
            ((uint)position / PositionsPerDraw, (uint)sample, PurposeOf(layer), (uint)epoch), ((uint)seed, (uint)(seed >> 32)));
        return (position % PositionsPerDraw) switch { 0 => a, 1 => b, 2 => c, _ => d };
    }

    /// <summary>Bits below this drop a value.</summary>
    /// <param name="rate">The share of values to drop, below 1.</param>
    public static uint Threshold(float rate) => (uint)(rate * 4294967296.0);

    private static uint PurposeOf(int layer) => (uint)RandomPurpose.Dropout | ((uint)layer << 8);

    private static (Vector512<uint> Low, Vector512<uint> High) Multiply(Vector512<uint> values, uint factor)
    {
        (Vector512<ulong> lower, Vector512<ulong> upper) = Vector512.Widen(values);
        lower *= Vector512.Create((ulong)factor);
        upper *= Vector512.Create((ulong)factor);
        return (
            Vector512.Narrow(lower, upper),
            Vector512.Narrow(Vector512.ShiftRightLogical(lower, 32), Vector512.ShiftRightLogical(upper, 32)));
    }
}
