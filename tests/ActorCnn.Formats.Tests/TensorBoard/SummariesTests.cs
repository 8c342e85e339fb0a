using ActorCnn.Formats.TensorBoard;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using CsCheck;
using StbImageSharp;

namespace ActorCnn.Formats.Tests.TensorBoard;

public sealed class SummariesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actorcnn-events-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Should_count_every_value_once() =>
        Gen.Single[-100, 100].Array[1, 300].Sample(values =>
        {
            WireMessage histogram = Write(summaries => summaries.AddHistogram("h", values))["h"].Message(5);

            double[] limits = histogram.Doubles(6);
            double[] counts = histogram.Doubles(7);
            Assert.Equal(limits.Length, counts.Length);
            Assert.Equal(limits.Order(), limits);
            Assert.Equal(values.Length, counts.Sum());
            Assert.Equal(values.Length, histogram.Double(3));
            Assert.Equal((values.Min(), values.Max()), (histogram.Double(1), histogram.Double(2)));
            Assert.Equal(values.Max(), limits[^1]);
            Assert.Equal(values.Sum(value => (double)value), histogram.Double(4), 1e-6);
            Assert.Equal(values.Sum(value => (double)value * value), histogram.Double(5), 1e-6);
        }, iter: 50, threads: 1);

    [Fact]
    public void Should_put_equal_values_into_one_bucket()
    {
        WireMessage histogram = Write(summaries => summaries.AddHistogram("h", [2, 2, 2]))["h"].Message(5);

        Assert.Equal([2.0], histogram.Doubles(6));
        Assert.Equal([3.0], histogram.Doubles(7));
    }

    [Fact]
    public void Should_leave_out_what_is_not_finite()
    {
        Dictionary<string, WireMessage> values = Write(summaries =>
        {
            summaries.AddHistogram("some", [1, float.NaN, float.PositiveInfinity, 3]);
            summaries.AddHistogram("all", [float.NaN]);
        });

        Assert.Equal(["some"], values.Keys);
        Assert.Equal(2, values["some"].Message(5).Doubles(7).Sum());
    }

    [Fact]
    public void Should_name_histograms_by_layer()
    {
        Network network = Network.Create(new Shape(1, 4, 4),
        [
            new ResidualLayer([new ConvolutionLayer(1, 3, padding: 1)]), new BatchNormLayer(), new FlattenLayer(), new DenseLayer(2),
        ]);

        Dictionary<string, WireMessage> values = Write(summaries => summaries.AddHistograms(network, network.InitialParameters(seed: 1)));

        Assert.Equal(
            [
                "layers.0.body.0/weight", "layers.0.body.0/bias", "layers.1/gamma", "layers.1/beta", "layers.1/running_mean",
                "layers.1/running_variance", "layers.3/weight", "layers.3/bias",
            ],
            values.Keys);
        Assert.Equal(32, values["layers.3/weight"].Message(5).Double(3));
    }

    [Theory]
    [InlineData(1, ColorComponents.Grey)]
    [InlineData(3, ColorComponents.RedGreenBlue)]
    public void Should_write_images_that_another_reader_sees_alike(int channels, ColorComponents components)
    {
        PixelImage image = new(channels, height: 5, width: 7);
        for (int i = 0; i < channels * 35; i++)
        {
            image[i % channels, i / channels / 7, i / channels % 7] = (byte)(i * 37);
        }

        WireMessage encoded = Write(summaries => summaries.AddImage("i", image))["i"].Message(4);

        Assert.Equal((5, 7, channels), (encoded.Number(1), encoded.Number(2), encoded.Number(3)));
        ImageResult read = ImageResult.FromMemory(encoded.Bytes(4));
        Assert.Equal((5, 7, components), (read.Height, read.Width, read.SourceComp));
        Assert.Equal(Enumerable.Range(0, channels * 35).Select(i => (byte)(i * 37)), read.Data);
    }

    [Fact]
    public void Should_draw_the_filters_of_the_first_convolution()
    {
        Network network = Network.Create(new Shape(1, 6, 6),
            [new TanhLayer(), new ResidualLayer([new ConvolutionLayer(5, 3)], [new ConvolutionLayer(5, 3)]), new FlattenLayer(), new DenseLayer(2)]);
        float[] parameters = new float[network.ParameterCount];
        for (int i = 0; i < 45; i++)
        {
            parameters[i] = i - 22;
        }

        PixelImage image = FilterGrid.Draw(network, parameters)!;

        // Two rows of three, each tap six by six, and a line between.
        Assert.Equal((1, 37, 56), (image.Channels, image.Height, image.Width));
        Assert.Equal(0, image[0, 5, 5]);
        Assert.Equal((byte)Math.Round(255.0 / 44), image[0, 0, 6]);
        Assert.Equal((byte)Math.Round(255.0 * 27 / 44), image[0, 19, 0]);
        Assert.Equal(255, image[0, 36, 36]);
        Assert.Equal(0, image[0, 36, 37]);
    }

    [Fact]
    public void Should_draw_filters_on_three_channels_in_colour()
    {
        Network network = Network.Create(new Shape(3, 4, 4), [new ConvolutionLayer(1, 1), new FlattenLayer(), new DenseLayer(2)]);
        float[] parameters = network.InitialParameters(seed: 1);
        (parameters[0], parameters[1], parameters[2]) = (-1, 0, 1);

        PixelImage image = FilterGrid.Draw(network, parameters)!;

        Assert.Equal((3, 20, 20), (image.Channels, image.Height, image.Width));
        Assert.Equal((0, 128, 255), (image[0, 19, 19], image[1, 19, 19], image[2, 19, 19]));
    }

    [Fact]
    public void Should_draw_a_bounded_image_of_any_convolution()
    {
        Network network = Network.Create(
            new Shape(4, 300, 300), [new ConvolutionLayer(50, 300), new FlattenLayer(), new DenseLayer(2)]);

        PixelImage image = FilterGrid.Draw(network, network.InitialParameters(seed: 1))!;

        Assert.InRange(image.Height * image.Width, 1, 1 << 21);
    }

    [Fact]
    public void Should_draw_nothing_without_filters()
    {
        Network network = Network.Create(new Shape(1, 4, 4), [new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(2)]);

        Assert.Null(FilterGrid.Draw(network, network.InitialParameters(seed: 1)));
    }

    private Dictionary<string, WireMessage> Write(Action<Summaries> add)
    {
        Summaries summaries = new();
        add(summaries);
        using EventFile file = EventFile.Create(_directory, 0, TimeProvider.System);
        file.Write(1, summaries);
        return EventReader.Values(EventReader.Read(file.Path)[^1]);
    }
}
