using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Benchmarks.Measuring;

/// <summary>The most multiply-adds that this machine does when nothing has to be read: the ceiling of every kernel.</summary>
internal static class MultiplyAddPeak
{
    private const int Iterations = 200_000;

    /// <summary>Thousand million floating-point operations a second on one thread.</summary>
    public static double Measure(double seconds) =>
        Window.Rate(seconds, () => Run(Iterations)) * Iterations * 12 * Vector512<float>.Count * 2 / 1e9;

    // The widest vectors that there are; twice as often where they are half as wide.
    private static float Run(int iterations) => Vector512.IsHardwareAccelerated ? RunWide(iterations) : RunHalf(2 * (nint)iterations);

    // Twelve independent sums: enough for two units with a latency of four, and few enough for sixteen registers. All are different, or
    // else the compiler computes one for all; not inlined, because where nobody looks at the result nothing would be computed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float RunWide(nint iterations)
    {
        Vector512<float> factor = Vector512.Create(0.999f), term = Vector512.Create(0.001f);
        Vector512<float> a = Vector512.Create(1f), b = a + a, c = b + a, d = c + a, e = d + a, f = e + a;
        Vector512<float> g = f + a, h = g + a, i = h + a, j = i + a, k = j + a, l = k + a;
        for (nint n = iterations; n > 0; n--)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, term);
            b = Vector512.FusedMultiplyAdd(b, factor, term);
            c = Vector512.FusedMultiplyAdd(c, factor, term);
            d = Vector512.FusedMultiplyAdd(d, factor, term);
            e = Vector512.FusedMultiplyAdd(e, factor, term);
            f = Vector512.FusedMultiplyAdd(f, factor, term);
            g = Vector512.FusedMultiplyAdd(g, factor, term);
            h = Vector512.FusedMultiplyAdd(h, factor, term);
            i = Vector512.FusedMultiplyAdd(i, factor, term);
            j = Vector512.FusedMultiplyAdd(j, factor, term);
            k = Vector512.FusedMultiplyAdd(k, factor, term);
            l = Vector512.FusedMultiplyAdd(l, factor, term);
        }

        return Vector512.Sum(a + b + c + d + e + f + (g + h + i + j + k + l));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float RunHalf(nint iterations)
    {
        Vector256<float> factor = Vector256.Create(0.999f), term = Vector256.Create(0.001f);
        Vector256<float> a = Vector256.Create(1f), b = a + a, c = b + a, d = c + a, e = d + a, f = e + a;
        Vector256<float> g = f + a, h = g + a, i = h + a, j = i + a, k = j + a, l = k + a;
        for (nint n = iterations; n > 0; n--)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, term);
            b = Vector256.FusedMultiplyAdd(b, factor, term);
            c = Vector256.FusedMultiplyAdd(c, factor, term);
            d = Vector256.FusedMultiplyAdd(d, factor, term);
            e = Vector256.FusedMultiplyAdd(e, factor, term);
            f = Vector256.FusedMultiplyAdd(f, factor, term);
            g = Vector256.FusedMultiplyAdd(g, factor, term);
            h = Vector256.FusedMultiplyAdd(h, factor, term);
            i = Vector256.FusedMultiplyAdd(i, factor, term);
            j = Vector256.FusedMultiplyAdd(j, factor, term);
            k = Vector256.FusedMultiplyAdd(k, factor, term);
            l = Vector256.FusedMultiplyAdd(l, factor, term);
        }

        return Vector256.Sum(a + b + c + d + e + f + (g + h + i + j + k + l));
    }
}
