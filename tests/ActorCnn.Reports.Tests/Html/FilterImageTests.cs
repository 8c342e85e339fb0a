using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Reports.Html;
using SkiaSharp;

namespace ActorCnn.Reports.Tests.Html;

public sealed class FilterImageTests
{
    [Fact]
    public void Should_draw_a_pixel_a_weight_with_grey_for_zero()
    {
        Network network = Network.Create(new Shape(1, 4, 4), [new ConvolutionLayer(1, 2), new FlattenLayer(), new DenseLayer(2)]);
        float[] weights = new float[network.ParameterCount];
        (weights[0], weights[1], weights[3]) = (-2, 2, 1);

        FilterImage filter = Assert.Single(FilterImage.Draw(network, weights));

        Assert.Equal((2, 2, "filter 0: weights from -2.000 to 2.000"), (filter.Width, filter.Height, filter.Description));
        using SKBitmap image = Decode(filter);
        Assert.Equal([0, 255, 128, 191], image.Pixels.Select(pixel => (int)pixel.Red));
    }

    [Fact]
    public void Should_draw_three_channels_as_colours()
    {
        Network network = Network.Create(new Shape(3, 4, 4), [new ConvolutionLayer(2, 1), new FlattenLayer(), new DenseLayer(2)]);
        float[] weights = new float[network.ParameterCount];
        weights[3] = 1;
        weights[5] = -1;

        using SKBitmap image = Decode(FilterImage.Draw(network, weights)[1]);

        Assert.Equal(new SKColor(255, 128, 0), Assert.Single(image.Pixels));
    }

    [Fact]
    public void Should_draw_other_channels_side_by_side()
    {
        Network network = Network.Create(new Shape(2, 4, 4), [new ConvolutionLayer(1, 3), new FlattenLayer(), new DenseLayer(2)]);

        FilterImage filter = Assert.Single(FilterImage.Draw(network, network.InitialParameters(1)));

        Assert.Equal((7, 3), (filter.Width, filter.Height));
    }

    [Fact]
    public void Should_draw_nothing_without_filters()
    {
        Network network = Network.Create(new Shape(1, 2, 2), [new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(2)]);

        Assert.Empty(FilterImage.Draw(network, network.InitialParameters(1)));
    }

    private static SKBitmap Decode(FilterImage filter) =>
        SKBitmap.Decode(Convert.FromBase64String(filter.Source["data:image/png;base64,".Length..]));
}
