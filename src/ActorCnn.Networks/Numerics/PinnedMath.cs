namespace ActorCnn.Networks.Numerics;

/// <summary>
/// Functions of one double, built from additions and multiplications alone, whose results IEEE 754 fixes: the same bits on every
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
}
