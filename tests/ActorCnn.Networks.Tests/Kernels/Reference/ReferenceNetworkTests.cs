using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

public sealed class ReferenceNetworkTests
{
    private readonly ReferenceNetwork _network = new(Network.Create(Shape.Flat(2), [new DenseLayer(2)]));

    [Theory]
    [InlineData(1000, 0, 1)]
    [InlineData(-1000, 0, 0)]
    [InlineData(0, 0, 0.5)]
    public void Should_give_finite_probabilities_to_logits_of_any_size(double first, double second, double expected) =>
        Assert.Equal([expected, 1 - expected], ReferenceNetwork.Softmax([first, second]));

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 1000.0)]
    public void Should_give_a_finite_loss_to_logits_of_any_size(int label, double expected) =>
        Assert.Equal(expected, ReferenceNetwork.CrossEntropy([1000, 0], label));

    [Fact]
    public void Should_weigh_every_sample_of_a_batch_alike()
    {
        double[] parameters = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
        (double[] Sample, int Label)[] batch = [([1, 2], 0), ([3, 4], 1), ([5, 6], 1)];

        (double loss, double[] gradient) = _network.MeanGradient(parameters, batch);

        (double Loss, double[] Gradient)[] single = [.. batch.Select(item => _network.Gradient(parameters, item.Sample, item.Label))];
        Assert.Equal(single.Average(sample => sample.Loss), loss, 1e-15);
        AssertClose.Equal([.. Enumerable.Range(0, 6).Select(i => single.Average(sample => sample.Gradient[i]))], gradient, 1e-15);
    }

    [Fact]
    public void Should_step_against_the_mean_gradient()
    {
        double[] parameters = [0, 0, 0, 0, 0, 0];

        // With all at zero both classes have probability 1/2, so the gradient at the logits is (-1/2, 1/2).
        double[] after = _network.Step(parameters, [([1, 2], 0)], rate: 0.1);

        AssertClose.Equal([0.05, 0.1, -0.05, -0.1, 0.05, -0.05], after, 1e-16);
        Assert.Equal(0.5, _network.MeanProbability(parameters, [([1, 2], 0)]));
        Assert.True(_network.MeanProbability(after, [([1, 2], 0)]) > 0.5);
    }
}
