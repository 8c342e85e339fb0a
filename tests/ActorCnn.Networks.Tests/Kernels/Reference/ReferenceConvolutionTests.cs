using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Tests.Layers;
using CsCheck;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

public sealed class ReferenceConvolutionTests
{
    [Fact]
    public void Should_stride_and_pad_rows_and_columns_by_their_own_settings()
    {
        // One channel of 3x4, kernel 2x3, strides 2 and 3, padding 1 and 2: rows start at -1 and 1, columns at -2 and 1.
        ConvolutionLayer layer = new(1, new Window(2, 3, 2, 3, 1, 2));
        double[] input = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        double[] parameters = [1, 10, 100, 1000, 10_000, 100_000, 0.5];

        double[] output = layer.CreateReferenceOperator(new Shape(1, 3, 4)).Forward(parameters, input);

        Assert.Equal([100_000.5, 432_000.5, 900_500.5, 1_320_876.5], output);
    }

    [Fact]
    public void Should_compute_the_formula_for_any_shape_kernel_stride_padding_dilation_and_groups() =>
        LayerCase.ByType[typeof(ConvolutionLayer)].Sample(
            sample =>
            {
                (double[] parameters, double[] input) = (sample.Parameters(), sample.Input());
                double[] output = sample.Layer.CreateReferenceOperator(sample.Shape).Forward(parameters, input);

                // Fewer than a hundred terms below 3 are added in another order.
                AssertClose.Equal(Formula((ConvolutionLayer)sample.Layer, sample.Shape, parameters, input), output, 1e-13);
            },
            iter: 200);

    // The sentence of ConvolutionLayer's documentation, word for word; an input outside of the image is zero.
    private static double[] Formula(ConvolutionLayer layer, Shape shape, double[] parameters, double[] input)
    {
        Window window = layer.Window;
        Shape output = layer.OutputShape(shape);
        int area = window.KernelHeight * window.KernelWidth;
        int channels = shape.Channels / layer.Groups;
        return
        [
            .. from k in Enumerable.Range(0, output.Channels)
               from y in Enumerable.Range(0, output.Height)
               from x in Enumerable.Range(0, output.Width)
               select Bias(k) + (
                   from c in Enumerable.Range(0, channels)
                   from p in Enumerable.Range(0, window.KernelHeight)
                   from q in Enumerable.Range(0, window.KernelWidth)
                   select Weight(k, c, p, q) * In(
                       (GroupOf(k) * channels) + c,
                       (y * window.StrideHeight) + (p * window.DilationHeight) - window.PaddingHeight,
                       (x * window.StrideWidth) + (q * window.DilationWidth) - window.PaddingWidth)).Sum(),
        ];

        double Weight(int k, int c, int p, int q) => parameters[(((k * channels) + c) * area) + (p * window.KernelWidth) + q];

        int GroupOf(int k) => k * layer.Groups / layer.Channels;

        double Bias(int k) => parameters[^(layer.Channels - k)];

        double In(int c, int y, int x) =>
            y >= 0 && y < shape.Height && x >= 0 && x < shape.Width ? input[(c * shape.Height * shape.Width) + (y * shape.Width) + x] : 0;
    }
}
