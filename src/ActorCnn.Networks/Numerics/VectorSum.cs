using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Numerics;

/// <summary>Sums of whole tensors: the same bits at any vector width. Safe from any thread that owns the memory.</summary>
public static class VectorSum
{
    // Few enough for the cache, many enough that the tree above them costs nothing.
    private const int Block = 4096;

    /// <summary><c>sum = sum + other</c>.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void AddTo(Span<float> sum, ReadOnlySpan<float> other)
    {
        if (sum.Length != other.Length)
        {
            throw new ArgumentException($"sum of tensors: lengths differ; expected {sum.Length}, got {other.Length}");
        }

        Span<Vector<float>> sums = MemoryMarshal.Cast<float, Vector<float>>(sum);
        ReadOnlySpan<Vector<float>> others = MemoryMarshal.Cast<float, Vector<float>>(other);
        for (int i = 0; i < sums.Length; i++)
        {
            sums[i] += others[i];
        }

        for (int i = sums.Length * Vector<float>.Count; i < sum.Length; i++)
        {
            sum[i] += other[i];
        }
    }

    /// <summary>
    /// <c>sum of values[i]²</c> in double precision, in an order that the positions alone decide: blocks of 4096 numbers along a binary tree,
    /// and in a block sixteen sums of every sixteenth number, which a fixed tree adds up. A square of a float is exact in a double.
    /// </summary>
    public static double OfSquares(ReadOnlySpan<float> values)
    {
        if (values.Length <= Block)
        {
            return OfSquaresOfBlock(values);
        }

        int half = (int)BitOperations.RoundUpToPowerOf2((uint)values.Length) / 2;
        return OfSquares(values[..half]) + OfSquares(values[half..]);
    }

    private static double OfSquaresOfBlock(ReadOnlySpan<float> values)
    {
        ReadOnlySpan<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(values);
        Vector512<double> lower = Vector512<double>.Zero;
        Vector512<double> upper = Vector512<double>.Zero;
        foreach (Vector512<float> vector in vectors)
        {
            (Vector512<double> first, Vector512<double> last) = Vector512.Widen(vector);
            lower += first * first;
            upper += last * last;
        }

        Vector512<double> both = lower + upper;
        Vector256<double> four = both.GetLower() + both.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        double sum = two[0] + two[1];
        foreach (float value in values[(vectors.Length * Vector512<float>.Count)..])
        {
            sum += (double)value * value;
        }

        return sum;
    }

    /// <summary>True when no number is NaN or infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        // A finite number times zero is zero, any other is NaN, and NaN stays. Four sums, because an addition takes as long as four can be
        // started in.
        ReadOnlySpan<Vector512<float>> vectors = MemoryMarshal.Cast<float, Vector512<float>>(values);
        Vector512<float> first = Vector512<float>.Zero, second = first, third = first, fourth = first;
        int i = 0;
        for (; i <= vectors.Length - 4; i += 4)
        {
            first += vectors[i] * Vector512<float>.Zero;
            second += vectors[i + 1] * Vector512<float>.Zero;
            third += vectors[i + 2] * Vector512<float>.Zero;
            fourth += vectors[i + 3] * Vector512<float>.Zero;
        }

        float zero = 0;
        foreach (float value in values[(i * Vector512<float>.Count)..])
        {
            zero += value * 0;
        }

        return zero == 0 && Vector512.EqualsAll(first + second + (third + fourth), Vector512<float>.Zero);
    }
}
