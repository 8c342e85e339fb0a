namespace ActorCnn.Networks.Numerics;

/// <summary>
/// Functions of one double, built from additions, products and divisions alone, whose results IEEE 754 fixes: the same bits on every
/// machine, which the system's own library does not promise. For numbers that are needed once a step.
/// </summary>
public static class PinnedMath
{
    /// <summary><c>x^n</c> by squaring: for each bit of n one or two products. The relative error is below <c>n</c> times 1.2e-16.</summary>
    /// <param name="x">The base.</param>
    /// <param name="n">The exponent, not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is negative.</exception>
    public static double Power(double x, long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        double power = 1;
        for (double square = x; n > 0; n >>= 1)
        {
            if ((n & 1) != 0)
            {
                power *= square;
            }

            square *= square;
        }

        return power;
    }

    /// <summary>
    /// <c>cos(π x)</c> for x from 0 to 1, within 1e-15: as <c>sin(π (½ - x))</c>, by Taylor's series for the sine up to its 21st power, whose
    /// next term stays below 2e-18.
    /// </summary>
    /// <param name="x">Half turns, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is outside.</exception>
    public static double CosineOfHalfTurns(double x)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(x, 1);
        double z = Math.PI * (0.5 - x);
        double square = z * z;

        // Horner's rule on 1 - z²/3! + z⁴/5! - …: each bracket is divided by the next two factors of the factorials.
        double series = 1;
        for (int n = 20; n >= 2; n -= 2)
        {
            series = 1 - (square / (n * (n + 1)) * series);
        }

        return z * series;
    }
}
