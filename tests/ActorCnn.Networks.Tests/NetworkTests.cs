using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Tests.Seed;

namespace ActorCnn.Networks.Tests;

public sealed class NetworkTests(SeedFixture seed) : IClassFixture<SeedFixture>
{
    [Fact]
    public void Should_pass_each_layers_output_on_to_the_next()
    {
        Assert.Equal(
            ["10x10x10", "10x10x10", "10x5x5", "20x4x4", "20x4x4", "20x2x2", "80", "20", "20", "3"],
            seed.Network.Layers.Select(layer => $"{layer.Output}"));
        Assert.Equal(seed.Network.Input, seed.Network.Layers[0].Input);
        Assert.Equal(
            seed.Network.Layers.SkipLast(1).Select(layer => layer.Output), seed.Network.Layers.Skip(1).Select(layer => layer.Input));
        Assert.Equal(Shape.Flat(3), seed.Network.Output);
        Assert.Equal(Enumerable.Range(0, 10), seed.Network.Layers.Select(layer => layer.Index));
    }

    [Fact]
    public void Should_lay_the_parameters_out_layer_by_layer_and_weight_before_bias()
    {
        Assert.Equal(
            [
                ("layers.0.weight", 0), ("layers.0.bias", 90), ("layers.3.weight", 100), ("layers.3.bias", 900),
                ("layers.7.weight", 920), ("layers.7.bias", 2520), ("layers.9.weight", 2540), ("layers.9.bias", 2600),
            ],
            seed.Network.Tensors.Select(tensor => (tensor.Name, tensor.Offset)));
        Assert.Equal(2603, seed.Network.ParameterCount);
    }

    [Fact]
    public void Should_give_each_layer_the_range_of_its_parameters()
    {
        IReadOnlyList<NetworkLayer> layers = seed.Network.Layers;

        Assert.Equal([0..100, 100..920, 920..2540, 2540..2603], new[] { 0, 3, 7, 9 }.Select(index => layers[index].ParameterRange));
        Assert.Equal((0, 0), layers[1].ParameterRange.GetOffsetAndLength(2603));
        Assert.Equal(seed.Network.ParameterCount, layers.Sum(layer => layer.ParameterCount));
    }

    [Fact]
    public void Should_tell_which_parameters_a_step_changes_in_as_few_ranges_as_can_be()
    {
        Network network = Network.Create(Shape.Flat(3),
            [new DenseLayer(2), new DenseLayer(4) { Frozen = true }, new ReluLayer(), new DenseLayer(1) { Frozen = true }, new DenseLayer(2)]);

        Assert.Equal(
            [
                new ParameterRange(0, 8, ParameterUpdate.Trained), new ParameterRange(8, 17, ParameterUpdate.Frozen),
                new ParameterRange(25, 4, ParameterUpdate.Trained),
            ],
            network.ParameterRanges);
        Assert.Equal([0, 25], network.TrainableRanges.Select(range => range.Offset));
        Assert.Equal(network.ParameterCount, network.ParameterRanges.Sum(range => range.Length));
    }

    [Fact]
    public void Should_keep_running_averages_apart_from_what_is_trained_and_start_them_at_a_standard_normal()
    {
        Network network = Network.Create(Shape.Flat(3), [new BatchNormLayer(0.25f), new DenseLayer(2), new BatchNormLayer { Frozen = true }]);

        Assert.Equal(
            [
                new ParameterRange(0, 6, ParameterUpdate.Trained), new ParameterRange(6, 6, ParameterUpdate.RunningAverage, 0.25f),
                new ParameterRange(12, 8, ParameterUpdate.Trained), new ParameterRange(20, 8, ParameterUpdate.Frozen),
            ],
            network.ParameterRanges);
        Assert.Equal([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1], network.InitialParameters(1)[..12]);
        Assert.Equal("layers.0.running_variance", network.Tensors[3].Name);
    }

    [Fact]
    public void Should_name_number_and_place_the_layers_of_a_block_body_before_shortcut()
    {
        Network network = Network.Create(new Shape(2, 4, 4),
        [
            new ReluLayer(),
            new ResidualLayer(
                [new ConvolutionLayer(3, 1), new ResidualLayer([new BatchNormLayer { Frozen = true }])], [new ConvolutionLayer(3, 1)]),
            new FlattenLayer(), new DenseLayer(2),
        ]);

        Assert.Equal(
            [
                ("layers.1.body.0.weight", 0), ("layers.1.body.0.bias", 6), ("layers.1.body.1.body.0.gamma", 9),
                ("layers.1.body.1.body.0.beta", 12), ("layers.1.body.1.body.0.running_mean", 15),
                ("layers.1.body.1.body.0.running_variance", 18), ("layers.1.shortcut.0.weight", 21), ("layers.1.shortcut.0.bias", 27),
                ("layers.3.weight", 30), ("layers.3.bias", 126),
            ],
            network.Tensors.Select(tensor => (tensor.Name, tensor.Offset)));
        Assert.Equal([0, 1, 6, 7], network.Layers.Select(layer => layer.Number));
        Assert.Equal([2, 3], network.Layers[1].Branches[0].Select(layer => layer.Number));
        Assert.Equal(5, Assert.Single(network.Layers[1].Branches[1]).Number);
        Assert.Equal([(0, 9), (9, 12), (21, 107)], network.ParameterRanges.Select(range => (range.Offset, range.Length)));
        float[] start = network.InitialParameters(5);
        Assert.Empty(start[..6].Intersect(start[21..27]));
    }

    [Fact]
    public void Should_start_a_blocks_last_weights_by_the_activation_after_the_block()
    {
        Network Block(Initializer? initializer) => Network.Create(Shape.Flat(4),
            [new ResidualLayer([new DenseLayer(4, initializer), new BatchNormLayer()]), new ReluLayer(), new DenseLayer(2, new ZeroInitializer())]);

        Assert.Equal(Block(new HeInitializer()).InitialParameters(3), Block(null).InitialParameters(3));
    }

    [Fact]
    public void Should_name_the_layer_that_does_not_fit_in_one_line()
    {
        NetworkLayerException exception = Refused(
            new Shape(1, 6, 6), new ConvolutionLayer(4, 3), new MaxPoolingLayer(2), new ConvolutionLayer(4, 3));

        Assert.Equal(2, exception.Index);
        Assert.Equal(
            "layer 2: kernel larger than its input; expected at most 2x2, got 3x3; "
            + "fix: use a smaller kernel, more padding or fewer pooling layers before it",
            exception.Message);
    }

    [Fact]
    public void Should_refuse_a_full_connection_without_flatten() =>
        AssertRefused(1, "dense wants a flat input", Refused(new Shape(1, 6, 6), new ConvolutionLayer(4, 3), new DenseLayer(3)));

    [Fact]
    public void Should_refuse_to_end_in_an_image() =>
        AssertRefused(
            1, "the network ends in an image, not in class scores",
            Refused(new Shape(1, 6, 6), new ConvolutionLayer(4, 3), new ReluLayer()));

    [Fact]
    public void Should_refuse_a_network_without_layers() => AssertRefused(0, "no layers", Refused(new Shape(1, 6, 6)));

    [Theory]
    [InlineData(0, 6, 6)]
    [InlineData(1, -6, 6)]
    [InlineData(-1, -6, 6)]
    [InlineData(1, 1 << 13, 1 << 13)]
    [InlineData(1 << 22, 1 << 21, 1 << 21)]
    public void Should_refuse_samples_of_no_or_too_many_values(int channels, int height, int width)
    {
        NetworkLayerException exception = Refused(new Shape(channels, height, width), new FlattenLayer());

        AssertRefused(0, "the sample's shape is out of range", exception);
        Assert.Equal($"{channels}x{height}x{width}", exception.Shape.Got);
    }

    [Theory]
    [InlineData(20_000)]
    [InlineData(60_000)]
    public void Should_refuse_too_many_parameters_in_one_layer(int channels) =>
        // The limit is 2^28 - 1. The first square is beyond it, the second beyond 2^31, so that its count cannot even be told.
        AssertRefused(
            1, "too many parameters",
            Refused(new Shape(1, 1, 1), new ConvolutionLayer(channels, 1), new ConvolutionLayer(channels, 1)));

    [Fact]
    public void Should_refuse_too_many_parameters_in_all_layers_together() =>
        // 12,000 squared is below the limit of 2^28 - 1, twice as much is not.
        AssertRefused(1, "too many parameters", Refused(Shape.Flat(12_000), new DenseLayer(12_000), new DenseLayer(12_000)));

    [Fact]
    public void Should_start_with_biases_at_zero_and_weights_within_their_bound()
    {
        Network network = SeedNetwork(new SeedInitializer(), new ZeroInitializer());

        float[] parameters = network.InitialParameters(seed: 11);

        Assert.All(network.Tensors.Where(tensor => tensor.Shape.Name == "bias" || tensor.Name == "layers.9.weight"),
            tensor => Assert.All(Values(tensor, parameters), value => Assert.Equal(0, value)));
        AssertFills(0.436436, Values(network.Tensors[0], parameters));
        AssertFills(0.316228, Values(network.Tensors[2], parameters));
        AssertFills(0.979796, Values(network.Tensors[4], parameters));
    }

    [Fact]
    public void Should_start_from_the_same_bits_for_the_same_seed_and_others_for_another()
    {
        Network network = SeedNetwork(null, null);

        Assert.Equal(network.InitialParameters(11), network.InitialParameters(11));
        Assert.NotEqual(network.InitialParameters(11), network.InitialParameters(12));
    }

    [Fact]
    public void Should_start_from_the_same_bits_on_any_machine_and_in_any_version() =>
        // From an independent rewrite in another language: a change here changes the result of every run that people have recorded.
        Assert.Equal(
            "5ecc954eaeac439fa9d160b8d6f7570fefb60d2278b44903cdb98e5dd4099468",
            Network.Sha256(SeedNetwork(null, null).InitialParameters(11)));

    [Fact]
    public void Should_draw_a_layers_weights_whatever_the_other_layers_draw()
    {
        Network all = SeedNetwork(new SeedInitializer(), null);
        Network other = SeedNetwork(new ZeroInitializer(), null);

        NetworkTensor last = all.Tensors.Single(tensor => tensor.Name == "layers.9.weight");
        Assert.Equal(Values(last, all.InitialParameters(11)), Values(last, other.InitialParameters(11)));
    }

    [Fact]
    public void Should_start_filters_by_the_channels_of_their_group()
    {
        // He: sqrt(6 / in), with one input channel of nine taps.
        Network network = Network.Create(new Shape(16, 6, 6),
            [new ConvolutionLayer(16, new Window(3, 3, 1, 1, 0, 0), groups: 16), new LeakyReluLayer(), new GlobalAveragePoolingLayer()]);

        AssertFills(Math.Sqrt(6.0 / 9), network.InitialParameters(3)[..144]);
    }

    [Fact]
    public void Should_choose_he_before_relu_and_glorot_otherwise()
    {
        Network Mixed(Initializer? beforeRelu, Initializer? otherwise) => Network.Create(new Shape(2, 8, 8),
        [
            new ConvolutionLayer(3, 3, initializer: beforeRelu),
            new MaxPoolingLayer(2),
            new ReluLayer(),
            new ConvolutionLayer(3, 2, initializer: otherwise),
            new TanhLayer(),
            new FlattenLayer(),
            new DenseLayer(5, otherwise),
            new SigmoidLayer(),
            new DenseLayer(5, otherwise),
            new DenseLayer(5, beforeRelu),
            new ReluLayer(),
            new DenseLayer(4, otherwise),
        ]);

        Assert.Equal(
            Mixed(new HeInitializer(), new GlorotInitializer()).InitialParameters(3), Mixed(null, null).InitialParameters(3));
    }

    [Theory]
    [InlineData(new float[0], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(new[] { 1f, -2.5f, 0.1f }, "2f9cc761bc2594fa578868daeedc59b0fc115513fae3e5dc09c4e86e50b8aaf6")]
    public void Should_hash_parameters_as_little_endian_single_precision(float[] parameters, string expected) =>
        // The second is sha256 of the bytes 0000803f 000020c0 cdcccc3d.
        Assert.Equal(expected, Network.Sha256(parameters));

    private static Network SeedNetwork(Initializer? initializer, Initializer? last) => Network.Create(new Shape(1, 12, 12),
    [
        new ConvolutionLayer(10, 3, initializer: initializer),
        new ReluLayer(),
        new MaxPoolingLayer(2),
        new ConvolutionLayer(20, 2, initializer: initializer),
        new ReluLayer(),
        new MaxPoolingLayer(2),
        new FlattenLayer(),
        new DenseLayer(20, initializer),
        new ReluLayer(),
        new DenseLayer(3, last),
    ]);

    private static float[] Values(NetworkTensor tensor, float[] parameters) =>
        parameters[tensor.Offset..(tensor.Offset + tensor.Shape.Count)];

    // Of 90 or more uniform draws one comes within a tenth of either bound, but for one seed in ten thousand.
    private static void AssertFills(double bound, float[] values)
    {
        Assert.InRange(values.Max(), 0.9 * bound, bound + 1e-6);
        Assert.InRange(values.Min(), -bound - 1e-6, -0.9 * bound);
    }

    private static NetworkLayerException Refused(Shape input, params Layer[] layers) =>
        Assert.Throws<NetworkLayerException>(() => Network.Create(input, layers));

    private static void AssertRefused(int index, string problem, NetworkLayerException exception)
    {
        Assert.Equal((index, problem), (exception.Index, exception.Shape.Problem));
        Assert.StartsWith($"layer {index}: {problem}; expected ", exception.Message);
    }
}
