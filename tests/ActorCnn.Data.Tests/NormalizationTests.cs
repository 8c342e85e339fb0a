using ActorCnn.Networks;
using CsCheck;

namespace ActorCnn.Data.Tests;

public sealed class NormalizationTests
{
    private static readonly Shape Photo = new(3, 4, 5);

    [Fact]
    public void Should_agree_with_plain_means_and_deviations_in_double_precision() =>
        Gen.Select(Gen.Byte.Array[Photo.Count * 7], Gen.Int[1, 255]).Sample((pixels, most) =>
        {
            Dataset samples = Samples([.. pixels.Select(pixel => (byte)(pixel % (most + 1)))]);
            Normalization learned = Normalization.Learn(samples);
            for (int c = 0; c < Photo.Channels; c++)
            {
                double[] values = ValuesOf(samples, c);
                double mean = values.Average();
                double deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));

                // 140 numbers of up to 1: any order of additions is within 140 roundings of 1.1e-16.
                Assert.Equal(mean, learned.Means[c], 2e-14);
                Assert.Equal(values.Distinct().Count() == 1 ? 1 : deviation, learned.Deviations[c], 2e-14);
            }
        });

    [Fact]
    public void Should_give_the_training_samples_mean_zero_and_deviation_one()
    {
        Dataset samples = Samples([.. Enumerable.Range(0, Photo.Count * 7).Select(i => (byte)(i * 37 % 251))]);
        float[] tables = Normalization.Learn(samples).Tables(samples.Values);
        for (int c = 0; c < Photo.Channels; c++)
        {
            double[] values = [.. PixelsOf(samples, c).Select(pixel => (double)tables[(256 * c) + pixel])];

            // Each value is rounded to a float once.
            Assert.Equal(0, values.Average(), 1e-6);
            Assert.Equal(1, values.Average(value => value * value), 1e-6);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(77)]
    [InlineData(255)]
    public void Should_make_a_constant_channel_zero(byte pixel)
    {
        Dataset samples = Samples([.. Enumerable.Range(0, Photo.Count * 7).Select(i => i / 20 % 3 == 1 ? pixel : (byte)i)]);
        Normalization learned = Normalization.Learn(samples);
        float[] tables = learned.Tables(samples.Values);

        Assert.Equal(samples.Values[pixel], learned.Means[1]);
        Assert.Equal(1, learned.Deviations[1]);
        Assert.Equal(0, tables[256 + pixel]);
        Assert.All(tables, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Should_not_depend_on_the_order_of_the_samples()
    {
        byte[] pixels = [.. Enumerable.Range(0, Photo.Count * 7).Select(i => (byte)(i * 37 % 251))];
        byte[] turned = [.. pixels.Chunk(Photo.Count).Reverse().SelectMany(sample => sample)];

        Assert.Equal(Normalization.Learn(Samples(pixels)), Normalization.Learn(Samples(turned)));
    }

    [Fact]
    public void Should_refuse_numbers_that_cannot_normalize()
    {
        Assert.Throws<ArgumentException>(() => new Normalization([], []));
        Assert.Throws<ArgumentException>(() => new Normalization([0], [1, 1]));
        Assert.Throws<ArgumentException>(() => new Normalization([0], [0]));
        Assert.Throws<ArgumentException>(() => new Normalization([double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new Normalization([0], [double.PositiveInfinity]));
    }

    private static Dataset Samples(byte[] pixels) => new(
        "samples", Photo, ["one"], pixels, new ushort[pixels.Length / Photo.Count], PixelValues.ZeroToOne());

    private static IEnumerable<byte> PixelsOf(Dataset samples, int channel) => Enumerable.Range(0, samples.Count)
        .SelectMany(sample => samples.Pixels(sample).Slice(channel * 20, 20).ToArray());

    private static double[] ValuesOf(Dataset samples, int channel) =>
        [.. PixelsOf(samples, channel).Select(pixel => (double)samples.Values[pixel])];
}
