using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Tests.Layers;
using CsCheck;
using Xunit.Sdk;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

public sealed class GradientCheckTests
{
    [Theory]
    [MemberData(nameof(LayerCase.Types), MemberType = typeof(LayerCase))]
    public void Should_agree_with_finite_differences_for_every_layer(Type type) =>
        LayerCase.ByType[type].Sample(
            sample => GradientCheck.Layer(
                sample.Layer.CreateReferenceOperator(sample.Shape), sample.Parameters(),
                [sample.Input(), (sample with { Seed = sample.Seed + 100 }).Input()],
                [sample.OutputGradient(), (sample with { Seed = sample.Seed + 100 }).OutputGradient()], sample.Trained()),
            iter: 100);

    [Fact]
    public void Should_leave_no_layer_unchecked()
    {
        IEnumerable<Type> layers = typeof(Layer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Layer)) && !type.IsAbstract);

        Assert.Equal(layers.OrderBy(type => type.Name), LayerCase.ByType.Keys.OrderBy(type => type.Name));
    }

    [Theory]
    [InlineData(1 + 1e-6, 1)]
    [InlineData(1, 1 + 1e-6)]
    public void Should_notice_a_gradient_that_is_off_by_a_millionth(double inputFactor, double parameterFactor)
    {
        SlightlyWrong kernel = new(new DenseLayer(2).CreateReferenceOperator(Shape.Flat(3)), inputFactor, parameterFactor);

        Assert.ThrowsAny<XunitException>(() => GradientCheck.Layer(kernel, [1, 2, 3, 4, 5, 6, .5, .1], [[9, 8, 7]], [[1, 2]]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3f)]
    public void Should_agree_with_finite_differences_for_a_whole_network(float labelSmoothing) =>
        Gen.Int[0, 1 << 30].Select(seed => new WholeNetwork(seed, new CrossEntropyLoss(labelSmoothing))).Where(network => network.IsFarFromKinks()).Sample(
            network => AssertClose.Equal(
                GradientCheck.CentralDifferences(network.Loss, network.Parameters), network.Gradient(), GradientCheck.Tolerance),
            iter: 20);

    /// <summary>A kernel whose gradients are a little too large.</summary>
    private sealed class SlightlyWrong(ReferenceOperator right, double inputFactor, double parameterFactor) : ReferenceOperator
    {
        public override double[] Forward(double[] parameters, double[] input) => right.Forward(parameters, input);

        public override (double[] Input, double[] Parameters) Backward(
            double[] parameters, double[] input, double[] output, double[] outputGradient)
        {
            (double[] inputs, double[] weights) = right.Backward(parameters, input, output, outputGradient);
            return ([.. inputs.Select(value => value * inputFactor)], [.. weights.Select(value => value * parameterFactor)]);
        }
    }

    /// <summary>A network with a layer of every kind, its parameters and a sample.</summary>
    private sealed class WholeNetwork
    {
        private const double Margin = 1e-3;

        private static readonly Network Network = Network.Create(new Shape(2, 7, 6),
        [
            new ConvolutionLayer(3, new Window(3, 2, 1, 1, 1, 0)),
            new TanhLayer(),
            new MaxPoolingLayer(3, 2, 2, 1),
            new ConvolutionLayer(2, new Window(2, 2, 1, 2, 0, 1)),
            new ReluLayer(),
            new FlattenLayer(),
            new DenseLayer(4),
            new SigmoidLayer(),
            new DenseLayer(3),
        ]);

        private readonly ReferenceNetwork _kernels;
        private readonly double[] _sample;
        private readonly int _seed;

        public WholeNetwork(int seed, CrossEntropyLoss loss)
        {
            _kernels = new ReferenceNetwork(Network, loss);
            Random random = new(seed);
            _seed = seed;
            _sample = [.. Enumerable.Range(0, Network.Input.Count).Select(_ => random.NextDouble())];
            Parameters = [.. Enumerable.Range(0, Network.ParameterCount).Select(_ => random.NextDouble() - 0.5)];
        }

        public double[] Parameters { get; }

        private int Label => _seed % 3;

        public double Loss() => ReferenceNetwork.CrossEntropy(_kernels.Forward(Parameters, _sample)[^1], Label, _kernels.Loss);

        public double[] Gradient() => _kernels.Gradient(Parameters, _sample, Label).Gradient;

        // A parameter that changes by the step moves no activation here by a hundred times as much, so nothing crosses this margin.
        public bool IsFarFromKinks()
        {
            IReadOnlyList<double[]> outputs = _kernels.Forward(Parameters, _sample);
            NetworkLayer pooling = Network.Layers.Single(layer => layer.Layer is MaxPoolingLayer);
            NetworkLayer relu = Network.Layers.Single(layer => layer.Layer is ReluLayer);
            return outputs[relu.Index - 1].All(value => Math.Abs(value) > Margin)
                && Gaps(pooling, outputs[pooling.Index - 1]).All(gap => gap > Margin);
        }

        public override string ToString() => $"seed {_seed}";

        // How far the second largest value of each window stays behind the largest.
        private static IEnumerable<double> Gaps(NetworkLayer pooling, double[] input)
        {
            ReferenceMaxPooling kernel = new((MaxPoolingLayer)pooling.Layer, pooling.Input);
            int[] places = kernel.Places(input);
            for (int i = 0; i < places.Length; i++)
            {
                double[] without = [.. input];
                without[places[i]] = double.NegativeInfinity;
                yield return input[places[i]] - kernel.Forward([], without)[i];
            }
        }
    }
}
