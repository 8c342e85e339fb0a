using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Tests.Seed;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

/// <summary>The reference kernels compute what the seed's own code computed.</summary>
public sealed class ReferenceGoldenRunTests(SeedFixture seed) : IClassFixture<SeedFixture>
{
    // Both sides are double precision and differ only in the order of sums of at most some hundred terms of size 1: some 1e-14.
    private const double Tolerance = 1e-13;

    private readonly ReferenceNetwork _network = new(seed.Network);

    [Fact]
    public void Should_start_from_the_same_image_and_parameters()
    {
        Assert.Equal(2603, seed.Network.ParameterCount);
        Assert.Equal(seed.Golden.Image, seed.Images[0]);
        AssertClose.Equal(seed.Golden.InitialParameters, seed.Parameters, 1e-15, "initial parameters");
    }

    [Fact]
    public void Should_compute_the_same_output_of_every_layer()
    {
        IReadOnlyList<double[]> outputs = _network.Forward(seed.Parameters, seed.Images[0]);

        Assert.Equal(8, seed.Golden.LayerOutputs.Count);
        Assert.All(seed.Golden.LayerOutputs, layer => AssertClose.Equal(layer.Value, outputs[layer.Key], Tolerance, $"layer {layer.Key}"));
        AssertClose.Equal(seed.Golden.Probabilities, ReferenceNetwork.Softmax(outputs[^1]), Tolerance, "probabilities");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Should_take_each_maximum_from_the_same_place(int pooling)
    {
        NetworkLayer layer = seed.Network.Layers[pooling];
        double[] input = _network.Forward(seed.Parameters, seed.Images[0])[pooling - 1];

        int[] places = new ReferenceMaxPooling((MaxPoolingLayer)layer.Layer, layer.Input).Places(input);

        Assert.Equal(seed.Golden.PoolingPlaces[pooling], places.Select(place => PlaceInWindow(place, layer.Input)));
    }

    [Fact]
    public void Should_compute_the_same_gradient()
    {
        (double loss, double[] gradient) = _network.Gradient(seed.Parameters, seed.Images[0], seed.Labels[0]);

        AssertClose.Equal(seed.Golden.Gradient, gradient, Tolerance, "gradient");
        Assert.Equal(-Math.Log(seed.Golden.Probabilities[0]), loss, Tolerance);
    }

    [Fact]
    public void Should_train_to_the_same_parameters_and_probabilities()
    {
        List<double[]> history = [seed.Parameters];
        for (int step = 0; step < 3; step++)
        {
            history.Add(_network.Step(history[step], seed.Batch(step), SeedFixture.LearningRate));
        }

        AssertClose.Equal(seed.Golden.ParametersAfterOneStep, history[1], Tolerance, "parameters after one step");
        AssertClose.Equal(seed.Golden.ParametersAfterThreeSteps, history[3], Tolerance, "parameters after three steps");
        double[] probabilities = [.. history.Select(parameters => _network.MeanProbability(parameters, seed.Samples))];
        AssertClose.Equal(seed.Golden.MeanProbabilities, probabilities, Tolerance, "mean probabilities");
    }

    // Blocks of two by two that do not overlap.
    private static int PlaceInWindow(int place, Shape input)
    {
        int row = place / input.Width % input.Height;
        int column = place % input.Width;
        return (row % 2 * 2) + (column % 2);
    }
}
