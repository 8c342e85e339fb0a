using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Layers;

public sealed class LayerTests
{
    public static TheoryData<Layer, string, string> Descriptions => new()
    {
        { new ConvolutionLayer(16, 3), "conv", "16@3x3" },
        { new ConvolutionLayer(16, 3, stride: 2, padding: 1), "conv", "16@3x3 stride 2x2 pad 1x1" },
        { new ConvolutionLayer(8, new Window(3, 5, 1, 2, 0, 2)), "conv", "8@3x5 stride 1x2 pad 0x2" },
        { new ConvolutionLayer(8, new Window(3, 3, 1, 1, 2, 2, 2, 1), groups: 4), "conv", "8@3x3 pad 2x2 dilation 2x1 groups 4" },
        { new MaxPoolingLayer(2), "max-pool", "2x2" },
        { new MaxPoolingLayer(3, 2, 1, 2), "max-pool", "3x2 stride 1x2" },
        { new AveragePoolingLayer(2), "avg-pool", "2x2" },
        { new AveragePoolingLayer(3, 2, 1, 2), "avg-pool", "3x2 stride 1x2" },
        { new GlobalAveragePoolingLayer(), "global-avg-pool", "" },
        { new LeakyReluLayer(0.2f), "leaky-relu", "slope 0.2" },
        { new EluLayer(), "elu", "alpha 1" },
        { new GeluLayer(), "gelu", "" },
        { new DropoutLayer(0.25f), "dropout", "rate 0.25" },
        { new BatchNormLayer(0.2f), "batch-norm", "momentum 0.2 epsilon 1E-05" },
        { new ResidualLayer([new ReluLayer()]), "residual", "body + x" },
        { new ResidualLayer([new ReluLayer()], [new TanhLayer()]), "residual", "body + shortcut" },
        { new DenseLayer(10), "dense", "10" },
        { new FlattenLayer(), "flatten", "" },
        { new ReluLayer(), "relu", "" },
        { new TanhLayer(), "tanh", "" },
        { new SigmoidLayer(), "sigmoid", "" },
    };

    public static TheoryData<Layer, Shape, Shape> Shapes => new()
    {
        { new ConvolutionLayer(16, 3, padding: 1), new Shape(3, 12, 10), new Shape(16, 12, 10) },
        { new ConvolutionLayer(6, new Window(3, 3, 1, 1, 2, 0, 2, 3), groups: 3), new Shape(3, 12, 10), new Shape(6, 12, 4) },
        { new MaxPoolingLayer(2), new Shape(3, 5, 4), new Shape(3, 2, 2) },
        { new AveragePoolingLayer(2), new Shape(3, 5, 4), new Shape(3, 2, 2) },
        { new GlobalAveragePoolingLayer(), new Shape(3, 5, 4), Shape.Flat(3) },
        { new LeakyReluLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new EluLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new GeluLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new DropoutLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new BatchNormLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new ResidualLayer([new ConvolutionLayer(3, 3, padding: 1)]), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new DenseLayer(10), Shape.Flat(80), Shape.Flat(10) },
        { new FlattenLayer(), new Shape(3, 5, 4), Shape.Flat(60) },
        { new ReluLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new TanhLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
        { new SigmoidLayer(), new Shape(3, 5, 4), new Shape(3, 5, 4) },
    };

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void Should_name_its_kind_and_settings(Layer layer, string type, string settings) =>
        Assert.Equal((type, settings), (layer.Type, layer.Settings));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Should_give_the_shape_that_comes_out(Layer layer, Shape input, Shape output) =>
        Assert.Equal(output, layer.OutputShape(input));

    [Fact]
    public void Should_store_weights_before_biases_with_the_outputs_outermost()
    {
        IReadOnlyList<ParameterShape> convolution = new ConvolutionLayer(16, new Window(3, 5, 1, 1, 0, 0)).Parameters(new Shape(4, 9, 9));
        Assert.Equal(["weight", "bias"], convolution.Select(parameter => parameter.Name));
        Assert.Equal([16, 4, 3, 5], convolution[0].Dimensions);
        Assert.Equal([16], convolution[1].Dimensions);
        Assert.Equal(960, convolution[0].Count);

        IReadOnlyList<ParameterShape> dense = new DenseLayer(20).Parameters(Shape.Flat(80));
        Assert.Equal(["weight", "bias"], dense.Select(parameter => parameter.Name));
        Assert.Equal([20, 80], dense[0].Dimensions);
        Assert.Equal([20], dense[1].Dimensions);
    }

    [Fact]
    public void Should_be_equal_when_the_settings_are_equal()
    {
        Assert.Equal<Layer>(new ConvolutionLayer(4, 3), new ConvolutionLayer(4, new Window(3, 3, 1, 1, 0, 0)));
        Assert.NotEqual<Layer>(new ConvolutionLayer(4, 3), new ConvolutionLayer(4, 3, padding: 1));
        Assert.NotEqual<Layer>(new ReluLayer(), new TanhLayer());
    }

    [Theory]
    [InlineData(6, 4)]
    [InlineData(8, 3)]
    [InlineData(8, 0)]
    public void Should_refuse_groups_that_do_not_divide_the_channels(int channels, int groups)
    {
        LayerShapeException exception = Assert.Throws<LayerShapeException>(
            () => new ConvolutionLayer(channels, new Window(1, 1, 1, 1, 0, 0), groups: groups).OutputShape(new Shape(8, 3, 3)));

        Assert.Equal($"{groups}", exception.Got);
    }

    [Fact]
    public void Should_store_for_each_filter_the_input_channels_of_its_group() => Assert.Equal(
        [8, 2, 3, 3], new ConvolutionLayer(8, new Window(3, 3, 1, 1, 0, 0), groups: 2).Parameters(new Shape(4, 9, 9))[0].Dimensions);

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Should_refuse_units_below_one(int units)
    {
        LayerShapeException exception = Assert.Throws<LayerShapeException>(() => new DenseLayer(units).OutputShape(Shape.Flat(4)));

        Assert.Equal($"layer: units out of range; expected at least 1, got {units}; fix: give units a larger value", exception.Message);
    }

    [Fact]
    public void Should_refuse_a_full_connection_from_an_image()
    {
        LayerShapeException exception = Assert.Throws<LayerShapeException>(() => new DenseLayer(10).OutputShape(new Shape(3, 2, 1)));

        Assert.Equal("dense wants a flat input", exception.Problem);
        Assert.Equal("3x2x1", exception.Got);
        Assert.Contains("flatten", exception.Fix);
    }

    [Theory]
    [InlineData(int.MaxValue, 1)]
    [InlineData(1 << 20, 1 << 10)]
    public void Should_refuse_a_weight_matrix_too_large_for_memory(int units, int inputs)
    {
        LayerShapeException exception = Assert.Throws<LayerShapeException>(() => new DenseLayer(units).OutputShape(Shape.Flat(inputs)));

        Assert.Equal("weight matrix too large", exception.Problem);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void Should_refuse_a_slope_that_would_turn_or_steepen_what_is_below_zero(float slope) => Assert.Equal(
        "slope out of range", Assert.Throws<LayerShapeException>(() => new LeakyReluLayer(slope).OutputShape(Shape.Flat(4))).Problem);

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    public void Should_refuse_a_rate_that_would_drop_everything(float rate) => Assert.Equal(
        "rate out of range", Assert.Throws<LayerShapeException>(() => new DropoutLayer(rate).OutputShape(Shape.Flat(4))).Problem);

    [Theory]
    [InlineData(-0.1f, 1e-5f, "momentum out of range")]
    [InlineData(1.1f, 1e-5f, "momentum out of range")]
    [InlineData(0.1f, 0f, "epsilon out of range")]
    [InlineData(0.1f, float.NaN, "epsilon out of range")]
    public void Should_refuse_a_momentum_or_an_epsilon_out_of_range(float momentum, float epsilon, string problem) => Assert.Equal(
        problem, Assert.Throws<LayerShapeException>(() => new BatchNormLayer(momentum, epsilon).OutputShape(Shape.Flat(4))).Problem);

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.PositiveInfinity)]
    public void Should_refuse_an_alpha_out_of_range(float alpha) => Assert.Equal(
        "alpha out of range", Assert.Throws<LayerShapeException>(() => new EluLayer(alpha).OutputShape(Shape.Flat(4))).Problem);

    [Fact]
    public void Should_refuse_a_block_whose_ways_end_in_different_shapes()
    {
        LayerShapeException exception = Assert.Throws<LayerShapeException>(
            () => new ResidualLayer([new ConvolutionLayer(4, 3)]).OutputShape(new Shape(3, 5, 5)));

        Assert.Equal(("body and shortcut end in different shapes", "the body's 4x3x3", "3x5x5"), (exception.Problem, exception.Expected, exception.Got));
    }

    [Fact]
    public void Should_refuse_a_block_without_a_body() => Assert.Equal(
        "a residual block without a body", Assert.Throws<LayerShapeException>(() => new ResidualLayer([]).OutputShape(Shape.Flat(3))).Problem);

    [Fact]
    public void Should_compare_blocks_by_their_layers()
    {
        Assert.Equal(new ResidualLayer([new ReluLayer()], [new TanhLayer()]), new ResidualLayer([new ReluLayer()], [new TanhLayer()]));
        Assert.NotEqual(new ResidualLayer([new ReluLayer()]), new ResidualLayer([new ReluLayer()]) { Frozen = true });
        Assert.NotEqual(new ResidualLayer([new ReluLayer()]), new ResidualLayer([new TanhLayer()]));
    }
}
