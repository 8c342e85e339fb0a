using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Numerics;

/// <summary>
/// Elementary functions on sixteen numbers, built from additions, multiplications, divisions and fused multiply-adds alone. IEEE 754
/// fixes the result of each of those, so every function here has the same bits on every machine and at every vector width, which the
/// functions of the system's own library have not. Errors stay within about two units in the last place; NaN gives NaN.
/// </summary>
public static class LaneMath
{
    // Adding 1.5 * 2^23 leaves no bits for a fraction: the sum rounds to the nearest integer, which then stands in its lowest bits.
    private const float RoundingShift = 12582912f;

    // ln 2 in two parts; the first has so few bits that its products with small integers are exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;
    private const float Log2E = 1.44269504f;

    // exp is infinite above, and rounds to zero below.
    private const float ExpMaximum = 88.7228390f;
    private const float ExpMinimum = -103.972084f;

    /// <summary>
    /// <c>e^x</c>: 0 below -104, through the subnormals, infinite above 88.7. Method: <c>x = n ln 2 + r</c>,
    /// <c>e^x = 2^n (1 + r + r² P(r))</c>, P by Moshier's Cephes library.
    /// </summary>
    public static Vector512<float> Exp(Vector512<float> x)
    {
        Vector512<float> bounded = Vector512.Min(Vector512.Max(x, Vector512.Create(-110f)), Vector512.Create(100f));
        Reduce(bounded, out Vector512<int> n, out Vector512<float> r);
        Vector512<float> fraction = Vector512<float>.One + SmallExpMinusOne(r);

        // Two factors, because 2^n alone may be too small or too large for a normal number.
        Vector512<int> half = Vector512.ShiftRightArithmetic(n, 1);
        Vector512<float> value = fraction * PowerOfTwo(half) * PowerOfTwo(n - half);
        value = Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Vector512.Create(ExpMaximum)), Vector512.Create(float.PositiveInfinity), value);
        value = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512.Create(ExpMinimum)), Vector512<float>.Zero, value);
        return PassNaN(x, value);
    }

    /// <summary><c>e^x - 1</c> for x up to 88, as exact near zero as elsewhere. Method: see <see cref="Exp"/>.</summary>
    public static Vector512<float> ExpMinusOne(Vector512<float> x)
    {
        // From -30 down the result is -1.
        Vector512<float> bounded = Vector512.Min(Vector512.Max(x, Vector512.Create(-30f)), Vector512.Create(88f));
        Reduce(bounded, out Vector512<int> n, out Vector512<float> r);
        Vector512<float> power = PowerOfTwo(n);
        return PassNaN(x, Vector512.FusedMultiplyAdd(power, SmallExpMinusOne(r), power - Vector512<float>.One));
    }

    /// <summary>
    /// The natural logarithm: minus infinity at 0, NaN below. Method: <c>x = 2^e m</c> with m from √½ to √2, and for <c>f = m - 1</c>,
    /// <c>s = f / (2 + f)</c>: <c>log m = f - f²/2 + s (f²/2 + R(s²))</c>, R by Sun's fdlibm.
    /// </summary>
    public static Vector512<float> Log(Vector512<float> x)
    {
        // Subnormal numbers are brought into the normal range first.
        Vector512<float> isSmall = Vector512.LessThan(x, Vector512.Create(1.17549435e-38f));
        Vector512<float> scaled = Vector512.ConditionalSelect(isSmall, x * Vector512.Create(8388608f), x);
        Vector512<int> correction = isSmall.AsInt32() & Vector512.Create(-23);

        // The bits of √½ are taken off, so that the exponent changes there rather than at 1.
        Vector512<int> bits = scaled.AsInt32() - Vector512.Create(0x3f3504f3);
        Vector512<float> e = Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(bits, 23) + correction);
        Vector512<float> m = ((bits & Vector512.Create(0x007fffff)) + Vector512.Create(0x3f3504f3)).AsSingle();

        Vector512<float> f = m - Vector512<float>.One;
        Vector512<float> s = f / (f + Vector512.Create(2f));
        Vector512<float> z = s * s;
        Vector512<float> series = Vector512.Create(0.24279079f);
        series = Vector512.FusedMultiplyAdd(series, z, Vector512.Create(0.28498787f));
        series = Vector512.FusedMultiplyAdd(series, z, Vector512.Create(0.40000972f));
        series = Vector512.FusedMultiplyAdd(series, z, Vector512.Create(0.66666663f)) * z;
        Vector512<float> halfSquare = f * f * Vector512.Create(0.5f);
        Vector512<float> small = Vector512.FusedMultiplyAdd(s, halfSquare + series, e * Vector512.Create(Ln2Low)) - halfSquare + f;
        Vector512<float> value = Vector512.FusedMultiplyAdd(e, Vector512.Create(Ln2High), small);

        Vector512<float> infinity = Vector512.Create(float.PositiveInfinity);
        value = Vector512.ConditionalSelect(Vector512.Equals(x, infinity), infinity, value);
        value = Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), -infinity, value);
        value = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), Vector512.Create(float.NaN), value);
        return PassNaN(x, value);
    }

    /// <summary>The hyperbolic tangent: <c>u / (u + 2)</c> with <c>u = e^(2|x|) - 1</c>, and the sign of x.</summary>
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        // From 10 on the result is 1.
        Vector512<float> doubled = Vector512.Min(Vector512.Abs(x), Vector512.Create(10f)) * Vector512.Create(2f);
        Reduce(doubled, out Vector512<int> n, out Vector512<float> r);
        Vector512<float> power = PowerOfTwo(n);
        Vector512<float> u = Vector512.FusedMultiplyAdd(power, SmallExpMinusOne(r), power - Vector512<float>.One);
        Vector512<float> value = u / (u + Vector512.Create(2f));
        return PassNaN(x, Vector512.CopySign(value, x));
    }

    /// <summary>The logistic function <c>1 / (1 + e^-x)</c>, for negative x as <c>e^x / (1 + e^x)</c>: exact to the smallest values.</summary>
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> e = Exp(-Vector512.Abs(x));
        Vector512<float> numerator = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<float>.Zero), e, Vector512<float>.One);
        return numerator / (Vector512<float>.One + e);
    }

    // x = n ln 2 + r, r within half of ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Reduce(Vector512<float> x, out Vector512<int> n, out Vector512<float> r)
    {
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2E), Vector512.Create(RoundingShift));
        Vector512<float> whole = shifted - Vector512.Create(RoundingShift);
        n = shifted.AsInt32() - Vector512.Create(RoundingShift).AsInt32();
        r = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-Ln2High), x);
        r = Vector512.FusedMultiplyAdd(whole, Vector512.Create(-Ln2Low), r);
    }

    // e^r - 1 = r + r² P(r) for r within half of ln 2.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SmallExpMinusOne(Vector512<float> r)
    {
        Vector512<float> p = Vector512.Create(1.9875691500e-4f);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        return Vector512.FusedMultiplyAdd(r * r, p, r);
    }

    // 2^n for n from -126 to 127.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfTwo(Vector512<int> n) =>
        Vector512.ShiftLeft(n + Vector512.Create(127), 23).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PassNaN(Vector512<float> x, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, x), value, x);
}
