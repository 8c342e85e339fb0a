using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Seed;

/// <summary>
/// The golden run's network, initial parameters and images, made anew from the generator that the seed's own code was given, and what
/// that code computed from them. For double precision and, with wider tolerances, for single. Immutable.
/// </summary>
public sealed class SeedFixture
{
    public const double LearningRate = 0.1;
    public const int BatchSize = 10;
    private const int ImageCount = 30;
    private const double TrainProbability = 0.95;

    public SeedFixture()
    {
        // The order of the draws is part of the golden run: conv1, conv2, full1, full2, then the images.
        LinearCongruentialGenerator generator = new();
        Parameters = [.. Network.Layers.SelectMany(layer => InitialParameters(layer, generator))];
        Images = [.. Enumerable.Range(0, ImageCount).Select(image => Bands(image % 3, generator))];
    }

    /// <summary>The seed's network: 2,603 parameters.</summary>
    public Network Network { get; } = Network.Create(new Shape(1, 12, 12),
    [
        new ConvolutionLayer(10, 3),
        new ReluLayer(),
        new MaxPoolingLayer(2),
        new ConvolutionLayer(20, 2),
        new ReluLayer(),
        new MaxPoolingLayer(2),
        new FlattenLayer(),
        new DenseLayer(20),
        new ReluLayer(),
        new DenseLayer(3),
    ]);

    /// <summary>The initial parameters in the order of the network's buffer.</summary>
    public double[] Parameters { get; }

    /// <summary>Thirty images of 1x12x12; their pixels are 0 and 0.5, exact in any precision.</summary>
    public IReadOnlyList<double[]> Images { get; }

    /// <summary>The images' classes: 0, 1, 2, 0, 1, 2, …</summary>
    public IReadOnlyList<int> Labels { get; } = [.. Enumerable.Range(0, ImageCount).Select(image => image % 3)];

    /// <summary>What the seed's own code computed.</summary>
    public GoldenRun Golden { get; } = GoldenRun.Load();

    /// <summary>All images with their classes.</summary>
    public IReadOnlyList<(double[] Sample, int Label)> Samples => [.. Images.Zip(Labels)];

    /// <summary>The images of a step from zero: batches are taken in sequence.</summary>
    public IReadOnlyList<(double[] Sample, int Label)> Batch(int step) => [.. Samples.Skip(step * BatchSize).Take(BatchSize)];

    private static IEnumerable<double> InitialParameters(NetworkLayer layer, LinearCongruentialGenerator generator)
    {
        // SEED.md, initialization: here every layer starts at random, the last one too.
        double bound = layer.Layer switch
        {
            ConvolutionLayer { Window: { KernelHeight: int s } } convolution =>
                Math.Sqrt(6.0 / ((s * s * layer.Input.Channels) + (s * s * convolution.Channels / 4.0))),
            DenseLayer dense => 4 * Math.Sqrt(6.0 / (layer.Input.Count + dense.Units)),
            _ => 0,
        };
        return layer.Tensors.SelectMany(tensor => Enumerable.Range(0, tensor.Shape.Count)
            .Select(_ => tensor.Shape.Name == "weight" ? ((2 * generator.Next()) - 1) * bound : 0));
    }

    private double[] Bands(int label, LinearCongruentialGenerator generator)
    {
        (_, int height, int width) = Network.Input;
        double[] image = new double[height * width];
        for (int i = 0; i < image.Length; i++)
        {
            int band = i / width * 3 / height;
            double probability = band == label ? TrainProbability : 1 - TrainProbability;
            image[i] = generator.Next() < probability ? 0.5 : 0;
        }

        return image;
    }

    /// <summary><c>s = (1103515245 s + 12345) mod 2^31</c> from s = 1; a draw is the new s over 2^31.</summary>
    private sealed class LinearCongruentialGenerator
    {
        private const long Modulus = 1L << 31;
        private long _state = 1;

        public double Next()
        {
            _state = ((1103515245 * _state) + 12345) % Modulus;
            return (double)_state / Modulus;
        }
    }
}
