using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed class PinnedMathTests
{
    [Theory]
    [InlineData(0.9)]
    [InlineData(0.999)]
    [InlineData(0.999999)]
    [InlineData(1.0001)]
    public void Should_raise_to_a_whole_power(double x)
    {
        for (long n = 0; n < 1_000_000; n = (n * 3 / 2) + 1)
        {
            double expected = Math.Pow(x, n);

            // Each squaring doubles the relative error before it: n roundings of 1.1e-16 at most.
            Assert.Equal(expected, PinnedMath.Power(x, n), expected * (n + 4) * 1.2e-16);
        }
    }

    [Fact]
    public void Should_be_exact_for_powers_of_two_and_vanish_quietly()
    {
        Assert.Equal(1, PinnedMath.Power(0, 0));
        Assert.Equal(1.0 / 1024, PinnedMath.Power(0.5, 10));
        Assert.Equal(0, PinnedMath.Power(0.5, long.MaxValue));
        Assert.Equal(0, PinnedMath.Power(0, long.MaxValue));
    }

    [Fact]
    public void Should_refuse_a_negative_exponent() => Assert.Throws<ArgumentOutOfRangeException>(() => PinnedMath.Power(2, -1));

    [Fact]
    public void Should_compute_the_cosine_of_half_turns()
    {
        for (int i = 0; i <= 10_000; i++)
        {
            double x = i / 10_000.0;

            // Some ten roundings of numbers up to 1, and the system's own.
            Assert.Equal(Math.Cos(Math.PI * x), PinnedMath.CosineOfHalfTurns(x), 1e-15);
        }

        Assert.Equal(0, PinnedMath.CosineOfHalfTurns(0.5));
    }

    [Theory]
    [InlineData(-0.001)]
    [InlineData(1.001)]
    public void Should_refuse_more_than_half_a_turn(double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PinnedMath.CosineOfHalfTurns(x));
}
