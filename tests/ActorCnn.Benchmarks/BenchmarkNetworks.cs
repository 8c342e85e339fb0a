using ActorCnn.Networks;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Benchmarks;

/// <summary>The four networks that speed is told for, from tiny to large.</summary>
internal static class BenchmarkNetworks
{
    public static IReadOnlyDictionary<string, Network> All { get; } = new Dictionary<string, Network>
    {
        ["seed"] = Network.Create(new Shape(1, 12, 12),
        [
            new ConvolutionLayer(10, 3), new ReluLayer(), new MaxPoolingLayer(2),
            new ConvolutionLayer(20, 2), new ReluLayer(), new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(20), new ReluLayer(), new DenseLayer(3),
        ]),
        ["lenet"] = Network.Create(new Shape(1, 28, 28),
        [
            new ConvolutionLayer(6, 5, padding: 2), new ReluLayer(), new MaxPoolingLayer(2),
            new ConvolutionLayer(16, 5), new ReluLayer(), new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(120), new ReluLayer(), new DenseLayer(84), new ReluLayer(), new DenseLayer(10),
        ]),
        ["cnn-m"] = Network.Create(new Shape(1, 28, 28),
        [
            new ConvolutionLayer(32, 3, padding: 1), new ReluLayer(),
            new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2),
            new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(128), new ReluLayer(), new DenseLayer(10),
        ]),
        ["vgg"] = Network.Create(new Shape(3, 32, 32),
        [
            new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(), new ConvolutionLayer(64, 3, padding: 1), new ReluLayer(),
            new MaxPoolingLayer(2),
            new ConvolutionLayer(128, 3, padding: 1), new ReluLayer(), new ConvolutionLayer(128, 3, padding: 1), new ReluLayer(),
            new MaxPoolingLayer(2),
            new ConvolutionLayer(256, 3, padding: 1), new ReluLayer(), new ConvolutionLayer(256, 3, padding: 1), new ReluLayer(),
            new MaxPoolingLayer(2),
            new FlattenLayer(), new DenseLayer(256), new ReluLayer(), new DenseLayer(10),
        ]),
    };

    /// <summary>
    /// The multiplications and additions that a sample's gradient takes, counting a window's padding: forward, the weight gradient, and
    /// the data gradient of all but the first layer with weights.
    /// </summary>
    public static double TrainingOperations(Network network)
    {
        double[] forward = [.. network.Layers.Where(layer => layer.Tensors.Count > 0).Select(layer =>
            2.0 * layer.Tensors[0].Shape.Count * layer.Output.Height * layer.Output.Width)];
        return (3 * forward.Sum()) - forward[0];
    }
}
