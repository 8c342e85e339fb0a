namespace ActorCnn.Networks.Numerics;

/// <summary>
/// The largest of many numbers by magnitude: those above a least magnitude, and of the numbers just that large the first. Magnitudes are
/// compared as bits and found by counting digits (radix selection), in time linear in the numbers, without allocation and with the same choice
/// at any vector width. What is not a number counts as larger than every number. One thread.
/// </summary>
public struct TopSelection
{
    private const uint Magnitude = int.MaxValue;

    // The 31 bits of a magnitude, highest digit first: each count stays in the first-level cache.
    private const int MostDigits = 1 << 11;
    private readonly uint _least;
    private int _ofLeast;

    private TopSelection(uint least, int ofLeast) => (_least, _ofLeast) = (least, ofLeast);

    /// <summary>Finds the largest.</summary>
    /// <param name="numbers">The numbers.</param>
    /// <param name="count">How many are wanted; all when there are fewer.</param>
    public static TopSelection Of(ReadOnlySpan<float> numbers, int count)
    {
        int left = Math.Min(count, numbers.Length);
        if (left <= 0)
        {
            return new TopSelection(uint.MaxValue, 0);
        }

        Span<int> counts = stackalloc int[MostDigits];
        uint digits = Narrow(numbers, 0, shift: 20, counts, ref left);
        digits = Narrow(numbers, digits, shift: 10, counts[..(1 << 10)], ref left);
        digits = Narrow(numbers, digits, shift: 0, counts[..(1 << 10)], ref left);
        return new TopSelection(digits, left);
    }

    /// <summary>
    /// Moves the chosen ones: <c>taken[i] = numbers[i]</c> and <c>numbers[i] = 0</c>; elsewhere <c>taken[i] = 0</c> and the number stays.
    /// Numbers in several stretches are moved stretch by stretch, in their order, each once.
    /// </summary>
    /// <param name="numbers">Numbers that the choice was made of.</param>
    /// <param name="taken">As many, with any content.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void MoveTo(Span<float> numbers, Span<float> taken)
    {
        if (numbers.Length != taken.Length)
        {
            throw new ArgumentException($"largest numbers: lengths differ; expected {numbers.Length}, got {taken.Length}");
        }

        taken.Clear();
        for (int i = 0; i < numbers.Length; i++)
        {
            uint magnitude = MagnitudeOf(numbers[i]);
            if (magnitude > _least || (magnitude == _least && --_ofLeast >= 0))
            {
                (taken[i], numbers[i]) = (numbers[i], 0);
            }
        }
    }

    // Among numbers that begin with the digits known, the next digit of the last that is wanted; left is how many of that digit are.
    private static uint Narrow(ReadOnlySpan<float> numbers, uint known, int shift, Span<int> counts, ref int left)
    {
        counts.Clear();
        int width = int.Log2(counts.Length);
        foreach (float number in numbers)
        {
            uint digits = MagnitudeOf(number) >> shift;
            if (digits >> width == known)
            {
                counts[(int)(digits & (uint)(counts.Length - 1))]++;
            }
        }

        int digit = counts.Length - 1;
        while (left > counts[digit])
        {
            left -= counts[digit--];
        }

        return (known << width) | (uint)digit;
    }

    private static uint MagnitudeOf(float number) => BitConverter.SingleToUInt32Bits(number) & Magnitude;
}
