using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Layers;

public sealed class WindowTests
{
    [Theory]
    [InlineData(12, 3, 1, 0, 10)]
    [InlineData(12, 3, 1, 1, 12)]
    [InlineData(28, 5, 1, 2, 28)]
    [InlineData(5, 2, 2, 0, 2)]
    [InlineData(4, 2, 2, 0, 2)]
    [InlineData(7, 3, 2, 1, 4)]
    [InlineData(6, 3, 2, 1, 3)]
    [InlineData(7, 7, 3, 0, 1)]
    [InlineData(1, 3, 1, 1, 1)]
    public void Should_fit_the_kernel_as_often_as_the_stride_allows(int input, int kernel, int stride, int padding, int output)
    {
        // Each direction by itself, beside another that must not mix with it.
        Assert.Equal(new Shape(4, output, 20), new Window(kernel, 1, stride, 1, padding, 0).OutputShape(4, new Shape(2, input, 20)));
        Assert.Equal(new Shape(4, 20, output), new Window(1, kernel, 1, stride, 0, padding).OutputShape(4, new Shape(2, 20, input)));
    }

    [Theory]
    [InlineData(0, 3, 3, 1, 1, 0, 0, "channels out of range")]
    [InlineData(-1, 3, 3, 1, 1, 0, 0, "channels out of range")]
    [InlineData(1, 0, 3, 1, 1, 0, 0, "kernel height out of range")]
    [InlineData(1, 3, -3, 1, 1, 0, 0, "kernel width out of range")]
    [InlineData(1, 3, 3, 0, 1, 0, 0, "stride height out of range")]
    [InlineData(1, 3, 3, 1, -1, 0, 0, "stride width out of range")]
    [InlineData(1, 3, 3, 1, 1, -1, 0, "padding height out of range")]
    [InlineData(1, 3, 3, 1, 1, 0, -1, "padding width out of range")]
    [InlineData(1, 3, 3, 1, 1, 3, 0, "padding as large as the kernel")]
    [InlineData(1, 3, 3, 1, 1, 0, 3, "padding as large as the kernel")]
    [InlineData(1, 9, 3, 1, 1, 0, 0, "kernel larger than its input")]
    [InlineData(1, 3, 9, 1, 1, 0, 0, "kernel larger than its input")]
    [InlineData(1, int.MaxValue, 1, 1, 1, 0, 0, "kernel larger than its input")]
    [InlineData(int.MaxValue, 3, 3, 1, 1, 0, 0, "output too large")]
    [InlineData(1, int.MaxValue, 1, 1, 1, int.MaxValue - 1, 0, "output too large")]
    public void Should_refuse_sizes_that_make_no_sense(
        int channels, int kernelHeight, int kernelWidth, int strideHeight, int strideWidth, int paddingHeight, int paddingWidth,
        string problem)
    {
        Window window = new(kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth);

        LayerShapeException exception = Assert.Throws<LayerShapeException>(() => window.OutputShape(channels, new Shape(1, 8, 8)));

        Assert.StartsWith(problem, exception.Problem);
    }

    [Fact]
    public void Should_tell_the_largest_kernel_that_fits()
    {
        LayerShapeException exception = Assert.Throws<LayerShapeException>(
            () => new ConvolutionLayer(4, kernel: 11, padding: 1).OutputShape(new Shape(1, 8, 6)));

        Assert.Equal("at most 10x8", exception.Expected);
        Assert.Equal("11x11", exception.Got);
        Assert.NotEmpty(exception.Fix);
    }
}
