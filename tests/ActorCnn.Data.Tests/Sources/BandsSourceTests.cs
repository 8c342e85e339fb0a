using ActorCnn.Data.Sources;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Sources;

public class BandsSourceTests
{
    [Fact]
    public void Should_make_the_seeds_sets_by_default()
    {
        DataSplit split = new BandsSource().Load(seed: 11);
        Assert.Equal((150, 30), (split.Train.Count, split.Test.Count));
        Assert.Equal(new Shape(1, 12, 12), split.Train.Shape);
        Assert.Equal(["band 1", "band 2", "band 3"], split.Train.ClassNames);
        Assert.All(Enumerable.Range(0, 150), i => Assert.Equal(i % 3, split.Train.Label(i)));
        Assert.Equal((0f, 0.5f), (split.Train.Values[0], split.Train.Values[1]));
        Assert.DoesNotContain(split.Train.AllPixels.ToArray(), pixel => pixel > 1);
    }

    [Fact]
    public void Should_light_exactly_the_band_when_it_is_certain()
    {
        // 7 rows by 3 classes: bands start at 0, 2 (7/3) and 4 (14/3).
        BandsSource source = new() { Height = 7, Width = 2, TrainSamples = 3, TrainProbability = 1, TestProbability = 0 };
        DataSplit split = source.Load(seed: 1);
        string[] rows = [.. Enumerable.Range(0, 3).Select(i => string.Concat(split.Train.Pixels(i).ToArray()))];
        Assert.Equal(["11110000000000", "00001111000000", "00000000111111"], rows);
        Assert.Equal("00001111111111", string.Concat(split.Test.Pixels(0).ToArray()));
    }

    [Fact]
    public void Should_light_pixels_as_often_as_asked()
    {
        Dataset train = new BandsSource { TrainSamples = 600 }.Load(seed: 5).Train;
        int inside = 0;
        int outside = 0;
        for (int i = 0; i < train.Count; i++)
        {
            ReadOnlySpan<byte> pixels = train.Pixels(i);
            ReadOnlySpan<byte> band = pixels.Slice(train.Label(i) * 48, 48);
            inside += band.Count((byte)1);
            outside += pixels.Count((byte)1) - band.Count((byte)1);
        }

        // 28,800 and 57,600 draws: six standard deviations are 0.008 and 0.0055.
        Assert.InRange(inside / 28800.0, 0.95 - 0.008, 0.95 + 0.008);
        Assert.InRange(outside / 57600.0, 0.05 - 0.0055, 0.05 + 0.0055);
    }

    [Fact]
    public void Should_depend_on_the_seed_and_on_nothing_else()
    {
        Assert.Equal(new BandsSource().Load(7).Sha256, new BandsSource().Load(7).Sha256);
        Assert.NotEqual(new BandsSource().Load(7).Sha256, new BandsSource().Load(8).Sha256);

        // A larger set begins with the smaller one: an image depends on its own number.
        Dataset small = new BandsSource().Load(7).Train;
        Dataset large = new BandsSource { TrainSamples = 300 }.Load(7).Train;
        Assert.True(large.AllPixels.StartsWith(small.AllPixels));
    }

    [Fact]
    public void Should_never_change_its_bits() =>
        // Pinned when it was written: the promise of same bits covers generated data.
        Assert.Equal("388e4963b42ebed5561c7c069020c2f9be0882f6daeaa3ec998c78d959c089d7", new BandsSource().Load(11).Sha256);

    [Fact]
    public void Should_use_other_numbers_for_test_images()
    {
        DataSplit split = new BandsSource { TestProbability = 0.95, TestSamples = 150 }.Load(3);
        Assert.False(split.Train.AllPixels.SequenceEqual(split.Test.AllPixels));
    }

    [Theory]
    [InlineData("height", 0)]
    [InlineData("height", -12)]
    [InlineData("height", int.MaxValue)]
    [InlineData("width", 0)]
    [InlineData("width", int.MaxValue)]
    [InlineData("classes", 0)]
    [InlineData("classes", 13)]
    [InlineData("train-samples", 0)]
    [InlineData("train-samples", int.MaxValue)]
    [InlineData("test-samples", -1)]
    [InlineData("test-samples", int.MaxValue)]
    public void Should_refuse_sizes_out_of_range(string key, int value)
    {
        BandsSource good = new();
        BandsSource bad = key switch
        {
            "height" => good with { Height = value },
            "width" => good with { Width = value },
            "classes" => good with { Classes = value },
            "train-samples" => good with { TrainSamples = value },
            _ => good with { TestSamples = value },
        };
        Invalid.Says(() => bad.Load(1), $"data.{key}: ", $"got {value}");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Should_refuse_what_is_no_probability(double value)
    {
        Invalid.Says(() => new BandsSource { TrainProbability = value }.Load(1), "data.train-probability: ", "from 0 to 1", $"got {value}");
        Invalid.Says(() => new BandsSource { TestProbability = value }.Load(1), "data.test-probability: ");
    }
}
