using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests;

public sealed class FirstFiltersTests
{
    [Fact]
    public void Should_find_the_first_convolution_also_inside_a_residual_block()
    {
        Network network = Network.Create(new Shape(2, 6, 6),
            [new TanhLayer(), new ResidualLayer([new ConvolutionLayer(5, 3)], [new ConvolutionLayer(5, 3)]), new FlattenLayer(), new DenseLayer(2)]);
        float[] parameters = network.InitialParameters(seed: 1);

        FirstFilters filters = FirstFilters.Of(network, parameters)!;

        Assert.Equal((5, new Shape(2, 3, 3), false), (filters.Count, filters.Size, filters.IsColour));
        Assert.Equal(parameters.Take(90).Max(Math.Abs), filters.Largest);
        Assert.Equal(parameters.Skip(18).Take(18), filters.Weights(1).ToArray());
        Assert.Equal(parameters.Skip(27).Take(9), filters.Weights(1, 1).ToArray());
    }

    [Fact]
    public void Should_take_a_dense_layer_on_the_sample_as_filters()
    {
        Network network = Network.Create(new Shape(3, 4, 5), [new FlattenLayer(), new DenseLayer(2)]);

        FirstFilters filters = FirstFilters.Of(network, network.InitialParameters(seed: 1))!;

        Assert.Equal((2, new Shape(3, 4, 5), true), (filters.Count, filters.Size, filters.IsColour));
    }

    [Fact]
    public void Should_find_none_behind_pooling_of_one_tap_or_with_weights_that_are_not_finite()
    {
        Network pooled = Network.Create(new Shape(1, 4, 4), [new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(2)]);
        Assert.Null(FirstFilters.Of(pooled, pooled.InitialParameters(seed: 1)));

        Network pointwise = Network.Create(new Shape(2, 4, 4), [new ConvolutionLayer(2, 1), new FlattenLayer(), new DenseLayer(2)]);
        Assert.Null(FirstFilters.Of(pointwise, pointwise.InitialParameters(seed: 1)));

        Network network = Network.Create(new Shape(1, 4, 4), [new ConvolutionLayer(2, 2), new FlattenLayer(), new DenseLayer(2)]);
        float[] parameters = network.InitialParameters(seed: 1);
        parameters[3] = float.NaN;
        Assert.Null(FirstFilters.Of(network, parameters));
    }

    [Fact]
    public void Should_show_zero_as_grey_on_one_scale_for_all_filters()
    {
        Network network = Network.Create(new Shape(1, 4, 4), [new ConvolutionLayer(2, 2), new FlattenLayer(), new DenseLayer(2)]);
        float[] parameters = new float[network.ParameterCount];
        (parameters[0], parameters[5]) = (-4, 2);

        FirstFilters filters = FirstFilters.Of(network, parameters)!;

        Assert.Equal([0, 64, 128, 191, 255], new[] { -4f, -2, 0, 2, 4 }.Select(weight => (int)filters.Level(weight)));
    }
}
