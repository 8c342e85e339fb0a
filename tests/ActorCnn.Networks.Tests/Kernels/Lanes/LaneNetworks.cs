using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>Networks that together go through every path of the fast kernels.</summary>
public static class LaneNetworks
{
    public static Network Seed { get; } = Network.Create(new Shape(1, 12, 12),
    [
        new ConvolutionLayer(10, 3), new ReluLayer(), new MaxPoolingLayer(2),
        new ConvolutionLayer(20, 2), new ReluLayer(), new MaxPoolingLayer(2),
        new FlattenLayer(), new DenseLayer(20), new ReluLayer(), new DenseLayer(3),
    ]);

    public static Network LeNet { get; } = Network.Create(new Shape(1, 28, 28),
    [
        new ConvolutionLayer(6, 5, padding: 2), new ReluLayer(), new MaxPoolingLayer(2),
        new ConvolutionLayer(16, 5), new ReluLayer(), new MaxPoolingLayer(2),
        new FlattenLayer(), new DenseLayer(120), new ReluLayer(), new DenseLayer(84), new ReluLayer(), new DenseLayer(10),
    ]);

    /// <summary>Many channels, so that output channels become lanes; even and odd sizes.</summary>
    public static Network ManyChannels { get; } = Network.Create(new Shape(3, 9, 7),
    [
        new ConvolutionLayer(32, 3, padding: 1), new ReluLayer(),
        new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2),
        new ConvolutionLayer(96, new Window(1, 3, 1, 2, 0, 1)), new TanhLayer(),
        new ConvolutionLayer(32, 1), new ReluLayer(),
        new FlattenLayer(), new DenseLayer(37), new SigmoidLayer(), new DenseLayer(5),
    ]);

    /// <summary>Every kind of layer in unusual places, strides, and zeros around what is looked at as a vector.</summary>
    public static Network Unusual { get; } = Network.Create(new Shape(2, 13, 11),
    [
        new TanhLayer(), new ReluLayer(),
        new ConvolutionLayer(5, new Window(4, 3, 2, 3, 1, 2)), new SigmoidLayer(), new TanhLayer(),
        new MaxPoolingLayer(3, 2, 1, 1), new TanhLayer(),
        new ConvolutionLayer(9, new Window(2, 2, 1, 1, 1, 1)), new MaxPoolingLayer(2, 2, 2, 3), new ReluLayer(),
        new ConvolutionLayer(7, new Window(2, 2, 1, 1, 1, 1)),
        new FlattenLayer(), new ReluLayer(), new ConvolutionLayer(18, 3, padding: 1), new FlattenLayer(),
        new ReluLayer(), new DenseLayer(17), new TanhLayer(), new FlattenLayer(), new DenseLayer(4),
    ]);

    /// <summary>Every kind of activation and pooling, each between neighbours that share their memory with it or do not.</summary>
    public static Network Smooth { get; } = Network.Create(new Shape(2, 12, 11),
    [
        new GeluLayer(), new ConvolutionLayer(6, 3, padding: 1), new GeluLayer(), new ReluLayer(), new GeluLayer(),
        new AveragePoolingLayer(3, 2, 1, 2), new LeakyReluLayer(0.1f), new GeluLayer(), new EluLayer(0.7f),
        new ConvolutionLayer(8, 3, padding: 1), new EluLayer(), new AveragePoolingLayer(2), new GeluLayer(),
        new ConvolutionLayer(12, 2), new LeakyReluLayer(), new GlobalAveragePoolingLayer(),
        new DenseLayer(9), new GeluLayer(), new LeakyReluLayer(), new DenseLayer(4),
    ]);

    /// <summary>Groups, depthwise filters and dilation, with few and with many channels, and taps that step over the image.</summary>
    public static Network Grouped { get; } = Network.Create(new Shape(4, 13, 12),
    [
        new ConvolutionLayer(6, new Window(3, 3, 1, 1, 2, 2, 2, 2), groups: 2), new ReluLayer(),
        new ConvolutionLayer(6, new Window(3, 3, 1, 1, 1, 1), groups: 6), new ReluLayer(),
        new ConvolutionLayer(128, new Window(3, 3, 1, 1, 3, 2, 3, 2), groups: 2), new TanhLayer(),
        new ConvolutionLayer(128, new Window(5, 3, 2, 2, 2, 1), groups: 128), new ReluLayer(),
        new ConvolutionLayer(32, new Window(2, 2, 1, 1, 6, 7, 8, 8), groups: 1), new ReluLayer(),
        new ConvolutionLayer(64, new Window(1, 1, 1, 1, 0, 0), groups: 32), new ReluLayer(), new GlobalAveragePoolingLayer(), new DenseLayer(4),
    ]);

    /// <summary>Dropout on images and vectors, where it writes over its input and where it must not.</summary>
    public static Network Dropping { get; } = Network.Create(new Shape(2, 9, 7),
    [
        new DropoutLayer(0.1f), new ConvolutionLayer(5, 3, padding: 1), new DropoutLayer(0.3f), new ConvolutionLayer(6, 3), new TanhLayer(),
        new DropoutLayer(), new MaxPoolingLayer(2), new DropoutLayer(0), new FlattenLayer(), new DenseLayer(20), new ReluLayer(),
        new DropoutLayer(0.6f), new DenseLayer(4),
    ]);

    /// <summary>Batch normalization before and after relu, first and last, on images and vectors, trained and frozen.</summary>
    public static Network Normalized { get; } = Network.Create(new Shape(2, 9, 7),
    [
        new BatchNormLayer(), new ConvolutionLayer(5, 3, padding: 1), new BatchNormLayer(0.2f), new ReluLayer(),
        new ConvolutionLayer(6, 3), new ReluLayer(), new BatchNormLayer(), new MaxPoolingLayer(2),
        new ConvolutionLayer(7, 2), new BatchNormLayer { Frozen = true }, new TanhLayer(), new FlattenLayer(),
        new DenseLayer(20), new BatchNormLayer(), new ReluLayer(), new DenseLayer(4), new BatchNormLayer(),
    ]);

    /// <summary>
    /// Blocks: first, after relu and before it, with and without a shortcut, inside each other, on a vector, frozen, and one of frozen
    /// layers; all that knows samples and layer numbers stands in some.
    /// </summary>
    public static Network Residual { get; } = Network.Create(new Shape(2, 9, 7),
    [
        new ResidualLayer([new ConvolutionLayer(2, 3, padding: 1), new ReluLayer(), new DropoutLayer(0.2f)]),
        new ConvolutionLayer(5, 3, padding: 1), new BatchNormLayer(), new ReluLayer(),
        new ResidualLayer(
            [new ConvolutionLayer(5, 3, padding: 1), new BatchNormLayer(), new ReluLayer(), new ConvolutionLayer(5, 3, padding: 1), new BatchNormLayer()]),
        new ReluLayer(),
        new ResidualLayer(
            [
                new ConvolutionLayer(6, 3, stride: 2, padding: 1), new DropoutLayer(0.1f),
                new ResidualLayer([new TanhLayer(), new ConvolutionLayer(6, 1), new DropoutLayer(0.1f)]), new BatchNormLayer(),
            ],
            [new ConvolutionLayer(6, 1, stride: 2), new BatchNormLayer(), new DropoutLayer(0.1f)]),
        new ReluLayer(),
        new ResidualLayer([new ConvolutionLayer(6, 3, padding: 1), new TanhLayer()], [new BatchNormLayer()]) { Frozen = true },
        new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(12),
        new ResidualLayer([new ReluLayer(), new DenseLayer(12) { Frozen = true }]), new ReluLayer(), new DenseLayer(4),
    ]);

    /// <summary>Blocks before anything that is trained, whose input has no gradient.</summary>
    public static Network Untrained { get; } = Network.Create(new Shape(1, 6, 6),
    [
        new ResidualLayer([new ConvolutionLayer(3, 3), new ReluLayer()], [new ConvolutionLayer(3, 3)]) { Frozen = true },
        new ResidualLayer([new ConvolutionLayer(3, 1) { Frozen = true }, new TanhLayer(), new ConvolutionLayer(3, 1)]),
        new FlattenLayer(), new DenseLayer(3),
    ]);

    /// <summary>Frozen layers before, between and after trained ones.</summary>
    public static Network Frozen { get; } = Network.Create(new Shape(2, 9, 8),
    [
        new ConvolutionLayer(5, 3) { Frozen = true }, new ReluLayer(), new ConvolutionLayer(6, 2), new ReluLayer(),
        new ConvolutionLayer(4, 2) { Frozen = true }, new TanhLayer(), new FlattenLayer(),
        new DenseLayer(20) { Frozen = true }, new ReluLayer(), new DenseLayer(10), new ReluLayer(), new DenseLayer(4) { Frozen = true },
    ]);

    /// <summary>No layer before the first with parameters wants a gradient, and no relu has a neighbour to do its work.</summary>
    public static Network Plain { get; } = Network.Create(new Shape(1, 4, 5),
        [new MaxPoolingLayer(2), new ReluLayer(), new FlattenLayer(), new DenseLayer(3), new ReluLayer()]);

    public static IReadOnlyDictionary<string, Network> All { get; } = new Dictionary<string, Network>
    {
        [nameof(Seed)] = Seed,
        [nameof(LeNet)] = LeNet,
        [nameof(ManyChannels)] = ManyChannels,
        [nameof(Unusual)] = Unusual,
        [nameof(Smooth)] = Smooth,
        [nameof(Grouped)] = Grouped,
        [nameof(Dropping)] = Dropping,
        [nameof(Normalized)] = Normalized,
        [nameof(Residual)] = Residual,
        [nameof(Untrained)] = Untrained,
        [nameof(Frozen)] = Frozen,
        [nameof(Plain)] = Plain,
    };

    public static TheoryData<string> Names => [.. All.Keys];
}
