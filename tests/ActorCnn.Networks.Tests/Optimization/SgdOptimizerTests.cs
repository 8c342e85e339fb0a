using System.Numerics;
using ActorCnn.Networks.Optimization;

namespace ActorCnn.Networks.Tests.Optimization;

public sealed class SgdOptimizerTests
{
    private static readonly SgdOptimizer Sgd = new(0.1f);

    [Fact]
    public void Should_subtract_the_rate_times_the_mean_gradient()
    {
        float[] weights = [1, 2, -3];

        new SgdOptimizer(0.5f).Apply(weights, [4, -8, 0], OptimizerState.None, new UpdateStep(4, 0, 0.5f));

        Assert.Equal([0.5f, 3f, -3f], weights);
    }

    [Fact]
    public void Should_round_the_scale_the_product_and_the_difference_once_each()
    {
        (float[] weights, float[] gradients) = Numbers(100);
        float[] expected = new float[100];
        float scale = (float)(0.1f / 3.0);
        for (int i = 0; i < 100; i++)
        {
            // A double holds a product or a difference of two floats well enough that rounding it is rounding the exact value.
            float product = (float)((double)scale * gradients[i]);
            expected[i] = (float)((double)weights[i] - product);
        }

        Sgd.Apply(weights, gradients, OptimizerState.None, new UpdateStep(3, 9, 0.1f));

        Assert.Equal(expected, weights);
    }

    [Fact]
    public void Should_give_the_same_bits_wherever_the_parameters_are_cut()
    {
        int length = (4 * Vector<float>.Count) + 3;
        (float[] initial, float[] gradients) = Numbers(length);
        float[] whole = [.. initial];
        Sgd.Apply(whole, gradients, OptimizerState.None, new UpdateStep(7, 0, 0.1f));

        for (int cut = 0; cut <= length; cut++)
        {
            float[] weights = [.. initial];
            Sgd.Apply(weights.AsSpan(..cut), gradients.AsSpan(..cut), OptimizerState.None, new UpdateStep(7, 0, 0.1f));
            Sgd.Apply(weights.AsSpan(cut..), gradients.AsSpan(cut..), OptimizerState.None, new UpdateStep(7, 0, 0.1f));
            Assert.Equal(whole, weights);
        }
    }

    [Fact]
    public void Should_remember_nothing_and_keep_its_rate()
    {
        Assert.Equal(0, Sgd.StatePerParameter);
        Assert.Equal(0.1f, Sgd.LearningRate(0));
        Assert.Equal(0.1f, Sgd.LearningRate(1_000_000));
        Assert.Equal("sgd", Sgd.Type);
    }

    private static (float[] Weights, float[] Gradients) Numbers(int length)
    {
        Random random = new(1);
        return (
            [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)],
            [.. Enumerable.Range(0, length).Select(_ => 10 * (random.NextSingle() - 0.5f))]);
    }
}
