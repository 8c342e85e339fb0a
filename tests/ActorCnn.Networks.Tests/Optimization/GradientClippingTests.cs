using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;
using CsCheck;

namespace ActorCnn.Networks.Tests.Optimization;

public sealed class GradientClippingTests
{
    [Fact]
    public void Should_limit_each_number_of_the_mean()
    {
        float[] sum = [.. Enumerable.Range(-20, 41).Select(i => (float)i)];

        new GradientClipping(Value: 2).Apply(sum, samples: 4);

        Assert.Equal(Enumerable.Range(-20, 41).Select(i => (float)Math.Clamp(i, -8, 8)), sum);
    }

    [Fact]
    public void Should_scale_the_mean_down_to_the_norm()
    {
        float[] sum = new float[40];
        (sum[3], sum[39]) = (30, -40);

        new GradientClipping(Norm: 2.5f).Apply(sum, samples: 10);

        // The mean's norm is 5: half of it is left.
        Assert.Equal((15, -20), (sum[3], sum[39]));
        Assert.Equal(2, sum.Count(value => value != 0));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(0, 6)]
    [InlineData(0, 0)]
    public void Should_leave_a_small_gradient_to_the_bit(float value, float norm)
    {
        float[] sum = [.. Enumerable.Repeat(0f, 20), 30, -40];
        float[] before = [.. sum];

        new GradientClipping(value, norm).Apply(sum, samples: 10);

        Assert.Equal(before, sum);
    }

    [Fact]
    public void Should_limit_by_value_before_the_norm()
    {
        float[] sum = [3, 100];

        new GradientClipping(Value: 4, Norm: 2.5f).Apply(sum, samples: 1);

        Assert.Equal([1.5f, 2f], sum);
    }

    [Fact]
    public void Should_sum_squares_of_any_length_as_a_plain_sum_would() =>
        Gen.Select(Gen.OneOf(Gen.Int[0, 100], Gen.Int[4000, 20_000]), Gen.Int).Sample(
            (length, seed) =>
            {
                Random random = new(seed);
                float[] values = [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() - 0.5f) * 1e20f)];
                double expected = values.Sum(value => (double)value * value);

                // Twenty thousand roundings of the plain sum.
                Assert.Equal(expected, VectorSum.OfSquares(values), expected * 2e-12);
            },
            iter: 50);

    [Fact]
    public void Should_count_each_number_once_wherever_it_stands()
    {
        foreach (int length in new[] { 1, 17, 4096, 4097, 8192, 12_289 })
        {
            float[] values = new float[length];
            for (int i = 0; i < length; i++)
            {
                values[i] = 3;
                Assert.Equal(9, VectorSum.OfSquares(values));
                values[i] = 0;
            }
        }
    }
}
