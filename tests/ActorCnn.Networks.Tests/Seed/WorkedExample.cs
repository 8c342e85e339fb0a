using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Seed;

/// <summary>
/// A small example of SEED.md that can be followed by hand. What an example does not speak of is null, and not compared.
/// Every number is ordered as the kernels order it.
/// </summary>
public sealed record WorkedExample(string Name, Layer Layer, Shape Shape, double[] Input)
{
    public double[] Parameters { get; init; } = [];

    public double[]? Output { get; init; }

    public double[]? OutputGradient { get; init; }

    public double[]? InputGradient { get; init; }

    public double[]? ParameterGradient { get; init; }

    public static IReadOnlyList<WorkedExample> All { get; } =
    [
        new("convolution, three filters of two channels on 3x3", new ConvolutionLayer(3, 2), new Shape(2, 3, 3),
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 4, 5, 6, 7, 8, 9, 1, 2, 3])
        {
            Parameters = ConvolutionParameters,
            Output = [200.25, 236.25, 173.25, 209.25, 152.5, 188.5, 233.5, 269.5, 152.75, 188.75, 197.75, 233.75],
        },
        new("convolution, three filters of two channels on 4x4", new ConvolutionLayer(3, 2), new Shape(2, 4, 4),
            [1, 2, 3, 4, 4, 5, 6, 7, 7, 8, 9, 10, 10, 11, 12, 13, 4, 5, 6, 7, 7, 8, 9, 10, 1, 2, 3, 4, 4, 5, 6, 7])
        {
            Parameters = ConvolutionParameters,
            Output =
            [
                200.25, 236.25, 272.25, 173.25, 209.25, 245.25, 182.25, 218.25, 254.25,
                152.5, 188.5, 224.5, 233.5, 269.5, 305.5, 206.5, 242.5, 278.5,
                152.75, 188.75, 224.75, 197.75, 233.75, 269.75, 278.75, 314.75, 350.75,
            ],
        },
        new("convolution, weight gradient", new ConvolutionLayer(1, 2), new Shape(2, 4, 4),
            [.. Enumerable.Range(1, 16), .. Enumerable.Range(1, 16).Reverse()])
        {
            Parameters = new double[9],
            OutputGradient = [.1, .2, .3, .4, .5, .6, .7, .8, .9],
            ParameterGradient = [34.8, 39.3, 52.8, 57.3, 41.7, 37.2, 23.7, 19.2, 4.5],
        },

        // The places of SEED.md, counted in each window, show in where the gradients 1 to 4 go.
        new("pooling, places 2 2 3 3", new MaxPoolingLayer(2), new Shape(1, 4, 4),
            [1, 2, 3, 4, 8, 7, 6, 5, 1, 3, 5, 7, 2, 4, 6, 8])
        {
            Output = [8, 6, 4, 8],
            OutputGradient = [1, 2, 3, 4],
            InputGradient = [0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 3, 0, 4],
        },
        new("pooling with ties, places 1 1 2 1", new MaxPoolingLayer(2), new Shape(1, 4, 4),
            [1, 2, 3, 4, 2, 2, 3, 4, 3, 3, 3, 4, 4, 4, 4, 4])
        {
            Output = [2, 4, 4, 4],
            OutputGradient = [1, 2, 3, 4],
            InputGradient = [0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0],
        },
        new("pooling backward, places 0 2 3 1", new MaxPoolingLayer(2), new Shape(1, 4, 4),
            [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0])
        {
            OutputGradient = [.1, .2, .3, .4],
            InputGradient = [.1, 0, 0, 0, 0, 0, .2, 0, 0, 0, 0, .4, 0, .3, 0, 0],
        },
        new("full connection forward", new DenseLayer(2), Shape.Flat(3), [9, 8, 7])
        {
            Parameters = [1, 2, 3, 4, 5, 6, .5, .1],
            Output = [46.5, 118.1],
        },
        new("full connection, input gradient", new DenseLayer(2), Shape.Flat(2), [0, 0])
        {
            Parameters = [3, 5, 4, 6, 0, 0],
            OutputGradient = [1, 2],
            InputGradient = [11, 17],
        },
        new("full connection, weight and bias gradient", new DenseLayer(2), Shape.Flat(3), [1, 2, 3])
        {
            Parameters = new double[8],
            OutputGradient = [1, 2],
            ParameterGradient = [1, 2, 3, 2, 4, 6, 1, 2],
        },
        new("flatten", new FlattenLayer(), new Shape(3, 2, 2), [2, 3, 4, 5, 1, 2, 4, 3, 2, 1, 6, 5])
        {
            Output = [2, 3, 4, 5, 1, 2, 4, 3, 2, 1, 6, 5],
            OutputGradient = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            InputGradient = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        },
        new("relu forward", new ReluLayer(), Shape.Flat(5), [1, 0, -1.1, -.5, 2.1])
        {
            Output = [1, 0, 0, 0, 2.1],
            OutputGradient = [1, 1, 1, 1, 1],
            InputGradient = [1, 0, 0, 0, 1],
        },
        new("relu backward", new ReluLayer(), Shape.Flat(2), [1.5, -2])
        {
            OutputGradient = [.5, .1],
            InputGradient = [.5, 0],
        },
    ];

    // A row per channel in SEED.md: three filters of two channels of 2x2, then the biases.
    private static double[] ConvolutionParameters =>
    [
        1, 2, 3, 4, 5, 6, 7, 8,
        3, 4, 5, 6, 7, 8, 1, 2,
        5, 6, 7, 8, 1, 2, 3, 4,
        .25, .5, .75,
    ];

    public override string ToString() => Name;
}
