using ActorCnn.Networks;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Benchmarks;

/// <summary>One of the four networks that speed is told for, from tiny to large; the peer reads the same.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">What the table calls it.</param>
/// <param name="BatchSize">Samples in a minibatch.</param>
/// <param name="TrainSamples">Training samples.</param>
/// <param name="TestSamples">Samples of an evaluation.</param>
/// <param name="Network">The layers.</param>
internal sealed record BenchmarkNetwork(
    string Name, string Title, int BatchSize, int TrainSamples, int TestSamples, Network Network)
{
    /// <summary>The learning rate, so small that no network diverges on random labels.</summary>
    public const float LearningRate = 0.01f;

    public static IReadOnlyList<BenchmarkNetwork> All { get; } =
    [
        // Its whole pool is one minibatch, as in the experiment of config/seed.yaml: every step is an epoch.
        new("seed", "the first run's, 12x12", 150, 150, 9600, Network.Create(new Shape(1, 12, 12),
        [
            new ConvolutionLayer(10, 3), new ReluLayer(), new MaxPoolingLayer(2),
            new ConvolutionLayer(20, 2), new ReluLayer(), new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(20), new ReluLayer(), new DenseLayer(3),
        ])),
        new("lenet", "LeNet, 28x28", 64, 2048, 9600, Network.Create(new Shape(1, 28, 28),
        [
            new ConvolutionLayer(6, 5, padding: 2), new ReluLayer(), new MaxPoolingLayer(2),
            new ConvolutionLayer(16, 5), new ReluLayer(), new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(120), new ReluLayer(), new DenseLayer(84), new ReluLayer(), new DenseLayer(10),
        ])),
        new("cnn-m", "CNN-M, three convolutions of 32 and 64 channels, 28x28", 128, 4096, 1280, Network.Create(new Shape(1, 28, 28),
        [
            new ConvolutionLayer(32, 3, padding: 1), new ReluLayer(),
            new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2),
            new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(128), new ReluLayer(), new DenseLayer(10),
        ])),
        new("vgg", "VGG-like, six convolutions of 64 to 256 channels, 32x32x3", 64, 2048, 320, Network.Create(new Shape(3, 32, 32),
        [
            new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(),
            new MaxPoolingLayer(2),
            new ConvolutionLayer(128, 3, padding: 1), new ReluLayer(), new ConvolutionLayer(128, 3, padding: 1), new ReluLayer(),
            new MaxPoolingLayer(2),
            new ConvolutionLayer(256, 3, padding: 1), new ReluLayer(), new ConvolutionLayer(256, 3, padding: 1), new ReluLayer(),
            new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(256), new ReluLayer(), new DenseLayer(10),
        ])),
    ];

    /// <summary>
    /// The multiplications and additions that a sample's gradient takes, counting a window's padding: forward, the weight gradient, and
    /// the data gradient of all but the first layer with weights.
    /// </summary>
    public double TrainingOperations
    {
        get
        {
            double[] forward = [.. Network.Layers.Select(ForwardOperations).Where(operations => operations > 0)];
            return (3 * forward.Sum()) - forward[0];
        }
    }

    /// <summary>Those of a layer's forward pass; the weight gradient and the data gradient take as many each.</summary>
    public static double ForwardOperations(NetworkLayer layer) =>
        layer.Tensors.Count == 0 ? 0 : 2.0 * layer.Tensors[0].Shape.Count * layer.Output.Height * layer.Output.Width;
}
