using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Tests.Layers;
using ActorCnn.Networks.Tests.Seed;
using CsCheck;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

public sealed class LaneLayerTests
{
    // A rounding is 6e-8 of a number. Sums of up to eight products carry a few of them.
    private const double ExampleTolerance = 1e-6;

    // Sums of up to some thousand products: their roundings mostly cancel, but are as large as the largest partial sum makes them. So a
    // difference is told as a share of the largest result.
    private const double Tolerance = 3e-6;

    public static TheoryData<string> Examples => [.. WorkedExample.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Should_compute_every_worked_example(string name)
    {
        WorkedExample example = WorkedExample.All.Single(candidate => candidate.Name == name);
        LaneLayer kernel = new(example.Layer, example.Shape, example.Parameters);

        double[][] output = kernel.Forward([example.Input]);
        if (example.Output is not null)
        {
            AssertClose.Equal(example.Output, output[0], ExampleTolerance, "output");
        }

        if (example.OutputGradient is not null)
        {
            (double[][] input, double[] parameters) = kernel.Backward([example.OutputGradient]);
            AssertClose.Equal(example.InputGradient ?? input[0], input[0], ExampleTolerance, "input gradient");
            AssertClose.Equal(example.ParameterGradient ?? parameters, parameters, ExampleTolerance, "parameter gradient");
        }
    }

    [Theory]
    [MemberData(nameof(LayerCase.Types), MemberType = typeof(LayerCase))]
    public void Should_agree_with_the_reference_for_every_layer(Type type) => LayerCase.ByType[type].Sample(AssertAgrees, iter: 200);

    [Theory]
    [InlineData(1, 6, 28, 28, 5, 1, 2)]
    [InlineData(6, 16, 14, 14, 5, 1, 0)]
    [InlineData(3, 64, 9, 32, 3, 1, 1)]
    [InlineData(64, 64, 7, 17, 3, 1, 1)]
    [InlineData(16, 96, 5, 4, 3, 1, 2)]
    [InlineData(24, 32, 6, 6, 2, 2, 0)]
    [InlineData(70, 64, 5, 6, 1, 1, 0)]
    [InlineData(70, 33, 5, 6, 1, 3, 0)]
    [InlineData(7, 37, 11, 10, 7, 1, 6)]
    [InlineData(8, 32, 9, 10, 3, 2, 1)]
    [InlineData(5, 12, 16, 23, 7, 2, 3)]
    [InlineData(9, 20, 13, 18, 5, 4, 2)]
    [InlineData(6, 10, 11, 17, 2, 5, 1)]
    public void Should_agree_with_the_reference_for_convolutions_of(
        int channels, int filters, int height, int width, int kernel, int stride, int padding) =>
        AssertAgrees(new LayerCase(new ConvolutionLayer(filters, kernel, stride, padding), new Shape(channels, height, width), 5),
            input => [.. input.Select(value => value / (0.02 * channels * height * width))]);

    [Theory]
    [InlineData(400, 120)]
    [InlineData(33, 84)]
    [InlineData(16, 16)]
    [InlineData(1, 100)]
    public void Should_agree_with_the_reference_for_full_connections_of(int inputs, int units) =>
        AssertAgrees(new LayerCase(new DenseLayer(units), Shape.Flat(inputs), 5), input => [.. input.Select(value => value / (0.02 * inputs))]);

    private static void AssertAgrees(LayerCase sample) => AssertAgrees(sample, input => input);

    private static void AssertAgrees(LayerCase sample, Func<double[], double[]> scale)
    {
        LayerCase[] samples = [.. Enumerable.Range(0, 16).Select(lane => sample with { Seed = sample.Seed + (100 * lane) })];
        double[] parameters = Round(sample.Parameters());
        double[][] inputs = [.. samples.Select(each => Round(scale(each.Input())))];
        double[][] outputGradients = [.. samples.Select(each => Round(each.OutputGradient()))];
        ReferenceOperator reference = sample.Layer.CreateReferenceOperator(sample.Shape);
        LaneLayer kernel = new(sample.Layer, sample.Shape, parameters);

        double[][] outputs = kernel.Forward(inputs);
        (double[][] inputGradients, double[] parameterGradient) = kernel.Backward(outputGradients);

        // Behind one other layer.
        ReferencePass pass = ReferencePass.Training(samples.Length) with { Layer = 1 };
        double[][] expectedOutputs = reference.ForwardShard(parameters, inputs, pass);
        (double[][] expectedInputs, double[] expectedParameters) =
            reference.BackwardShard(parameters, inputs, expectedOutputs, outputGradients, pass);
        for (int lane = 0; lane < samples.Length; lane++)
        {
            AssertNear(expectedOutputs[lane], outputs[lane], "output");
            AssertNear(expectedInputs[lane], inputGradients[lane], "input gradient");
        }

        AssertNear(expectedParameters, parameterGradient, "parameter gradient");
    }

    private static void AssertNear(double[] expected, double[] actual, string what)
    {
        double scale = expected.Select(Math.Abs).Append(1).Max();
        AssertClose.Equal([.. expected.Select(value => value / scale)], [.. actual.Select(value => value / scale)], Tolerance, what);
    }

    // What single precision can hold, so that both sides start from the same numbers.
    private static double[] Round(double[] values) => [.. values.Select(value => (double)(float)value)];
}
