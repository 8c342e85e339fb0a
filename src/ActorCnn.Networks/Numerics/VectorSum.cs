using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorCnn.Networks.Numerics;

/// <summary>Sums of whole tensors, elementwise: the same bits at any vector width. Safe from any thread that owns the memory.</summary>
public static class VectorSum
{
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

    /// <summary>True when no number is NaN or infinite.</summary>
    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        // A finite number times zero is zero, any other is NaN, and NaN stays.
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> zeros = Vector<float>.Zero;
        foreach (Vector<float> vector in vectors)
        {
            zeros += vector * Vector<float>.Zero;
        }

        float zero = Vector.Sum(zeros);
        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
        {
            zero += values[i] * 0;
        }

        return zero == 0;
    }
}
