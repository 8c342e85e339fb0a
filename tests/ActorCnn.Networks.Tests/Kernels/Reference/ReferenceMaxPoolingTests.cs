using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Tests.Layers;
using CsCheck;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

public sealed class ReferenceMaxPoolingTests
{
    [Fact]
    public void Should_drop_the_remainder_and_send_it_no_gradient()
    {
        ReferenceMaxPooling kernel = new(new MaxPoolingLayer(2), new Shape(1, 3, 5));
        double[] input = [1, 2, 3, 4, 99, 5, 6, 7, 8, 99, 99, 99, 99, 99, 99];

        double[] output = kernel.Forward([], input);
        (double[] inputGradient, double[] parameterGradient) = kernel.Backward([], input, output, [0.5, 0.25]);

        Assert.Equal([6, 8], output);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0.5, 0, 0.25, 0, 0, 0, 0, 0, 0], inputGradient);
        Assert.Empty(parameterGradient);
    }

    [Fact]
    public void Should_add_the_gradients_of_windows_that_share_their_largest_value()
    {
        ReferenceMaxPooling kernel = new(new MaxPoolingLayer(1, 2, 1, 1), new Shape(1, 1, 3));

        Assert.Equal([0, 5, 0], kernel.Backward([], [1, 9, 1], [9, 9], [2, 3]).Input);
    }

    [Fact]
    public void Should_take_the_first_of_equal_values_in_row_major_order()
    {
        ReferenceMaxPooling kernel = new(new MaxPoolingLayer(3), new Shape(2, 3, 3));

        Assert.Equal([0, 11], kernel.Places([0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 7, 7, -1, -1, 7, -1, -1]));
    }

    [Fact]
    public void Should_give_the_largest_value_of_every_window_of_any_size_and_stride() =>
        LayerCase.ByType[typeof(MaxPoolingLayer)].Sample(
            sample =>
            {
                Window window = ((MaxPoolingLayer)sample.Layer).Window;
                (Shape shape, Shape output) = (sample.Shape, sample.Layer.OutputShape(sample.Shape));
                double[] input = sample.Input();
                IEnumerable<double> expected =
                    from c in Enumerable.Range(0, output.Channels)
                    from y in Enumerable.Range(0, output.Height)
                    from x in Enumerable.Range(0, output.Width)
                    select (
                        from row in Enumerable.Range(y * window.StrideHeight, window.KernelHeight)
                        from column in Enumerable.Range(x * window.StrideWidth, window.KernelWidth)
                        select input[(((c * shape.Height) + row) * shape.Width) + column]).Max();

                Assert.Equal(expected, sample.Layer.CreateReferenceOperator(shape).Forward([], input));
            },
            iter: 200);
}
