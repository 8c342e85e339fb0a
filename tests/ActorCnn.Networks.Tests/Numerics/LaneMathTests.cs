using System.Runtime.Intrinsics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed class LaneMathTests
{
    private delegate Vector512<float> Function(Vector512<float> x);

    [Fact]
    public void Should_compute_the_exponential_within_two_units_in_the_last_place() =>
        AssertAccurate(LaneMath.Exp, Math.Exp, -104, 89);

    [Fact]
    public void Should_compute_the_exponential_less_one_within_three_units_in_the_last_place()
    {
        // The library's own has no such function; sinh is exact enough near zero: e^x - 1 = 2 e^(x/2) sinh(x/2).
        AssertAccurate(LaneMath.ExpMinusOne, ExpMinusOne, -40, 87.9, 3);
        AssertAccurate(LaneMath.ExpMinusOne, ExpMinusOne, -1e-3, 1e-3, 3);

        static double ExpMinusOne(double x) => 2 * Math.Exp(x / 2) * Math.Sinh(x / 2);
    }

    [Fact]
    public void Should_compute_the_logarithm_within_two_units_in_the_last_place()
    {
        AssertAccurate(LaneMath.Log, Math.Log, 0, 3);
        for (double power = 1e-45; power < 1e38; power *= 3)
        {
            AssertAccurate(LaneMath.Log, Math.Log, power, 3 * power, count: 1 << 10);
        }
    }

    [Fact]
    public void Should_compute_the_hyperbolic_tangent_within_three_units_in_the_last_place()
    {
        AssertAccurate(LaneMath.Tanh, Math.Tanh, -12, 12, 3);
        AssertAccurate(LaneMath.Tanh, Math.Tanh, -1e-3, 1e-3, 3);
    }

    [Fact]
    public void Should_compute_the_logistic_function_within_three_units_in_the_last_place() =>
        AssertAccurate(LaneMath.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -104, 100, 3);

    [Theory]
    [InlineData(float.NegativeInfinity, 0, float.NaN, -1, 0)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, float.PositiveInfinity, 1, 1)]
    [InlineData(float.NaN, float.NaN, float.NaN, float.NaN, float.NaN)]
    [InlineData(0f, 1, float.NegativeInfinity, 0, 0.5f)]
    [InlineData(-1000f, 0, float.NaN, -1, 0)]
    [InlineData(1000f, float.PositiveInfinity, 6.9077554f, 1, 1)]
    [InlineData(float.MaxValue, float.PositiveInfinity, 88.7228394f, 1, 1)]
    [InlineData(float.MinValue, 0, float.NaN, -1, 0)]
    [InlineData(1f, 2.71828175f, 0, 0.761594176f, 0.731058598f)]
    public void Should_be_right_at_the_extremes(float x, float exp, float log, float tanh, float sigmoid)
    {
        Assert.Equal(exp, LaneMath.Exp(Vector512.Create(x))[5]);
        Assert.Equal(log, LaneMath.Log(Vector512.Create(x))[5]);
        Assert.Equal(tanh, LaneMath.Tanh(Vector512.Create(x))[5]);
        Assert.Equal(sigmoid, LaneMath.Sigmoid(Vector512.Create(x))[5]);
    }

    private static void AssertAccurate(Function function, Func<double, double> exact, double from, double to, double units = 2, int count = 1 << 18)
    {
        double worst = 0;
        float worstAt = 0;
        for (int i = 0; i <= count; i += 16)
        {
            float[] x = [.. Enumerable.Range(i, 16).Select(j => (float)(from + ((to - from) * j / count)))];
            Vector512<float> y = function(Vector512.Create(x));
            for (int lane = 0; lane < 16; lane++)
            {
                double right = exact(x[lane]);
                float rounded = (float)right;
                double unit = Math.Abs((double)MathF.BitIncrement(Math.Abs(rounded)) - Math.Abs(rounded));
                double error = float.IsFinite(rounded) ? Math.Abs(y[lane] - right) / unit : y[lane].Equals(rounded) ? 0 : double.NaN;
                if (!(error <= worst))
                {
                    (worst, worstAt) = (error, x[lane]);
                }
            }
        }

        Assert.True(worst <= units, $"{worst:F2} units in the last place at {worstAt:R}, allowed {units}");
    }
}
