using ActorCnn.Networks.Optimization;

namespace ActorCnn.Networks.Tests.Optimization;

public sealed class OptimizerTests
{
    private const int Samples = 10;

    [Theory]
    [MemberData(nameof(Optimizers.Names), MemberType = typeof(Optimizers))]
    public void Should_follow_the_formula_over_many_steps(string name)
    {
        Optimizer optimizer = Optimizers.All[name];

        float[] weights = Optimizers.Run(optimizer, length: 37, steps: 50, Samples).Weights;

        // Fifty steps of a few roundings each, of numbers below 8: 6e-8 * 8 * 50 / 2.
        AssertClose.Equal(Optimizers.RunFormula(optimizer, length: 37, steps: 50, Samples), weights, 1.2e-5);
    }

    [Theory]
    [MemberData(nameof(Optimizers.Names), MemberType = typeof(Optimizers))]
    public void Should_give_the_same_bits_wherever_the_parameters_are_cut(string name)
    {
        Optimizer optimizer = Optimizers.All[name];
        const int Length = 51;
        (float[] weights, float[] state) = Optimizers.Run(optimizer, Length, steps: 3, samples: 7);

        for (int cut = 1; cut <= Length; cut++)
        {
            (float[] cutWeights, float[] cutState) = Optimizers.Run(optimizer, Length, steps: 3, samples: 7, cut);
            Assert.Equal(weights, cutWeights);
            Assert.Equal(state, cutState);
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers.Names), MemberType = typeof(Optimizers))]
    public void Should_leave_a_weight_at_zero_alone_whose_gradient_is_always_zero(string name)
    {
        Optimizer optimizer = Optimizers.All[name];
        float[] weights = new float[20];
        float[] state = new float[20 * optimizer.StatePerParameter];

        optimizer.Apply(weights, new float[20], new OptimizerState(state, 20, 0, 20), new UpdateStep(1, 0, optimizer.Rate));

        Assert.All(weights, weight => Assert.Equal(0, weight));
        Assert.All(state, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData("sgd", 0)]
    [InlineData("sgd, decay", 0)]
    [InlineData("sgd, momentum", 1)]
    [InlineData("adam", 2)]
    [InlineData("adamw", 2)]
    [InlineData("rmsprop", 1)]
    public void Should_remember_so_many_numbers_a_parameter(string name, int count) =>
        Assert.Equal(count, Optimizers.All[name].StatePerParameter);

    [Fact]
    public void Should_step_by_the_rate_at_first_with_adam_whatever_the_size_of_the_gradient()
    {
        float[] weights = [0, 0, 0];

        new AdamOptimizer(0.5f).Apply(weights, [1e-3f, -1, 1e6f], new OptimizerState(new float[6], 3, 0, 3), new UpdateStep(1, 0, 0.5f));

        // The corrections undo that the means start at zero: m/√v is the gradient's sign, but for epsilon over 1e-3.
        AssertClose.Equal([-0.5, 0.5, -0.5], weights, 0.5 * 2e-5);
    }

    [Fact]
    public void Should_correct_by_powers_that_a_million_steps_do_not_upset()
    {
        float[] weights = [1];

        new AdamOptimizer(0.5f).Apply(weights, [2], new OptimizerState(new float[] { 2, 4 }, 1, 0, 1), new UpdateStep(1, 1_000_000, 0.5f));

        // Both means already are what the gradient says, and nothing is left to correct.
        Assert.Equal(0.5f, weights[0], 1e-6f);
    }

    [Fact]
    public void Should_refuse_a_gradient_of_another_length() =>
        Assert.Throws<ArgumentException>(() => new AdamOptimizer(1).Apply(
            new float[3], new float[2], new OptimizerState(new float[6], 3, 0, 3), new UpdateStep(1, 0, 1)));
}
