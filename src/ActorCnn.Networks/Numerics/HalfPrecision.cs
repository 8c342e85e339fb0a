namespace ActorCnn.Networks.Numerics;

/// <summary>
/// Numbers in IEEE 754 binary16: 11 significant bits, largest 65,504, smallest step 6e-8. A larger number becomes an infinity, NaN stays
/// NaN. Rounding is to the nearest, ties to even, so that every machine has the same bits. Safe from any thread that owns the memory.
/// </summary>
public static class HalfPrecision
{
    /// <summary>Rounds numbers in place to the nearest that 16 bits can hold.</summary>
    public static void Round(Span<float> numbers)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)(Half)numbers[i];
        }
    }

    /// <summary>Writes numbers as 16 bits each; what <see cref="Round"/> gave loses nothing.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Shrink(ReadOnlySpan<float> numbers, Span<Half> target)
    {
        RequireLength(numbers.Length, target.Length);
        for (int i = 0; i < numbers.Length; i++)
        {
            target[i] = (Half)numbers[i];
        }
    }

    /// <summary>Turns numbers of 16 bits, which lie in the second half of their target's memory, into floats in place.</summary>
    /// <param name="numbers">The target.</param>
    /// <param name="memory">The same memory seen as 16 bits each: of twice the length.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void Grow(Span<float> numbers, ReadOnlySpan<Half> memory)
    {
        RequireLength(2 * numbers.Length, memory.Length);

        // From the front: what is written never reaches beyond what has been read.
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)memory[numbers.Length + i];
        }
    }

    private static void RequireLength(int expected, int length)
    {
        if (expected != length)
        {
            throw new ArgumentException($"half precision: lengths differ; expected {expected}, got {length}");
        }
    }
}
