using ActorCnn.Networks.Layers;
using CsCheck;

namespace ActorCnn.Networks.Tests.Layers;

/// <summary>
/// A layer on a shape that it accepts, with numbers to run it on. Every kind of layer has a generator here, so that a test over
/// <see cref="ByType"/> goes over every layer that there is.
/// </summary>
/// <param name="Layer">The layer.</param>
/// <param name="Shape">The shape of its input.</param>
/// <param name="Seed">What its numbers are drawn from.</param>
public sealed record LayerCase(Layer Layer, Shape Shape, int Seed)
{
    /// <summary>
    /// No two inputs, nor an input and zero, are nearer than this: a step below half of it crosses no kink of relu or max pooling.
    /// </summary>
    public const double Separation = 0.02;

    private static readonly Gen<Shape> Images = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 7], Gen.Int[1, 7], (c, h, w) => new Shape(c, h, w));

    private static readonly Gen<Shape> Vectors = Gen.Int[1, 20].Select(Shape.Flat);

    private static readonly Gen<Window> DilatedWindows = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3]), Gen.Int[1, 3], Gen.Int[1, 3],
        (kernelHeight, kernelWidth, strideHeight, strideWidth, padding, dilationHeight, dilationWidth) => new Window(
            kernelHeight, kernelWidth, strideHeight, strideWidth, padding.Item1, padding.Item2, dilationHeight, dilationWidth));

    private static readonly Gen<Window> Windows = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 4], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 2], Gen.Int[0, 2],
        (kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth) =>
            new Window(kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth));

    /// <summary>A generator for every kind of layer: small shapes, square or not, any stride and padding that the layer accepts.</summary>
    public static IReadOnlyDictionary<Type, Gen<LayerCase>> ByType { get; } = new Dictionary<Type, Gen<LayerCase>>
    {
        [typeof(ConvolutionLayer)] = Cases(
            Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], DilatedWindows, (channels, groups, window) =>
                new ConvolutionLayer(channels * groups, window, groups: groups)), Images),
        [typeof(MaxPoolingLayer)] = Cases(
            Windows.Select(window => new MaxPoolingLayer(
                window.KernelHeight, window.KernelWidth, window.StrideHeight, window.StrideWidth)), Images),
        [typeof(AveragePoolingLayer)] = Cases(
            Windows.Select(window => new AveragePoolingLayer(
                window.KernelHeight, window.KernelWidth, window.StrideHeight, window.StrideWidth)), Images),
        [typeof(GlobalAveragePoolingLayer)] = Cases(Gen.Const(new GlobalAveragePoolingLayer()), Images),
        [typeof(ReluLayer)] = Cases(Gen.Const(new ReluLayer()), Images),
        [typeof(TanhLayer)] = Cases(Gen.Const(new TanhLayer()), Images),
        [typeof(SigmoidLayer)] = Cases(Gen.Const(new SigmoidLayer()), Images),
        [typeof(LeakyReluLayer)] = Cases(Gen.Single[0, 1].Select(slope => new LeakyReluLayer(slope)), Images),
        [typeof(EluLayer)] = Cases(Gen.Single[0, 2].Select(alpha => new EluLayer(alpha)), Images),
        [typeof(GeluLayer)] = Cases(Gen.Const(new GeluLayer()), Images),
        [typeof(DropoutLayer)] = Cases(Gen.Single[0, 0.9f].Select(rate => new DropoutLayer(rate)), Images),
        // A large epsilon keeps the third derivative small where a channel's values are near each other.
        [typeof(BatchNormLayer)] = Cases(Gen.Single[0.2f, 1].Select(epsilon => new BatchNormLayer(0.1f, epsilon)), Images),
        [typeof(ResidualLayer)] = Cases(
            Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[0, 2], (channels, stride, kind) => kind switch
            {
                0 => new ResidualLayer([new TanhLayer()]),
                1 => new ResidualLayer(
                    [new ConvolutionLayer(channels, 3, stride, padding: 1), new TanhLayer()], [new ConvolutionLayer(channels, 1, stride)]),
                _ => new ResidualLayer(
                [
                    new DropoutLayer(0.3f), new BatchNormLayer(0.1f, 0.5f),
                    new ResidualLayer([new SigmoidLayer(), new DropoutLayer()], [new BatchNormLayer(0.2f, 0.5f)]),
                ]),
            }), Images),
        [typeof(FlattenLayer)] = Cases(Gen.Const(new FlattenLayer()), Images),
        [typeof(DenseLayer)] = Cases(Gen.Int[1, 10].Select(units => new DenseLayer(units)), Vectors),
    };

    /// <summary>The kinds of layer, for theories.</summary>
    public static TheoryData<Type> Types => [.. ByType.Keys];

    /// <summary>An input: values between -3 and 3 that keep their <see cref="Separation"/>.</summary>
    public double[] Input()
    {
        // Equally spaced sizes in random order, each with a random sign.
        Random random = new(Seed);
        double[] values = [.. Enumerable.Range(1, Shape.Count).Select(i => Separation * i)];
        random.Shuffle(values);
        return [.. values.Select(value => random.Next(2) == 0 ? value : -value)];
    }

    /// <summary>True for each parameter that has a gradient: not for running averages.</summary>
    public bool[] Trained() => [.. Layer.Parameters(Shape).SelectMany(
        parameter => Enumerable.Repeat(parameter.RunningMomentum is null, parameter.Count))];

    /// <summary>Parameters in (-1, 1).</summary>
    public double[] Parameters() => Uniform(Layer.Parameters(Shape).Sum(parameter => parameter.Count), Seed + 1);

    /// <summary>The gradient of some loss with respect to the output, in (-1, 1).</summary>
    public double[] OutputGradient() => Uniform(Layer.OutputShape(Shape).Count, Seed + 2);

    private static double[] Uniform(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];
    }

    private static Gen<LayerCase> Cases<TLayer>(Gen<TLayer> layers, Gen<Shape> shapes)
        where TLayer : Layer =>
        Gen.Select(layers, shapes, Gen.Int[0, 1 << 30], (layer, shape, seed) => new LayerCase(layer, shape, seed))
            .Where(sample => Accepts(sample.Layer, sample.Shape));

    private static bool Accepts(Layer layer, Shape shape)
    {
        try
        {
            layer.OutputShape(shape);
            return true;
        }
        catch (LayerShapeException)
        {
            return false;
        }
    }
}
