using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using CsCheck;
using static ActorCnn.Data.Tests.Augmentation.Images;

namespace ActorCnn.Data.Tests.Augmentation;

public sealed class FlipTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_mirror_every_channel(bool vertical) => AnyShape.Sample(shape =>
    {
        float[] before = Of(shape);
        float[] after = Changed(shape, [new FlipAugmentation(vertical, Probability: 1)]);
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int y = 0; y < shape.Height; y++)
            {
                for (int x = 0; x < shape.Width; x++)
                {
                    float from = vertical ? before.At(shape, c, shape.Height - 1 - y, x) : before.At(shape, c, y, shape.Width - 1 - x);
                    Assert.Equal(from, after.At(shape, c, y, x));
                }
            }
        }
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_be_undone_by_a_second_flip(bool vertical)
    {
        FlipAugmentation flip = new(vertical, Probability: 1);
        AnyShape.Sample(shape => Assert.Equal(Of(shape), Changed(shape, [flip, flip])));
    }

    [Fact]
    public void Should_never_flip_at_probability_zero()
    {
        Shape shape = new(1, 2, 3);
        Assert.All(Enumerable.Range(0, 1000), sample =>
            Assert.Equal(Of(shape), Changed(shape, [new FlipAugmentation(Probability: 0)], sample: sample)));
    }

    [Fact]
    public void Should_flip_as_often_as_the_probability_says()
    {
        Shape shape = new(1, 1, 2);
        int flipped = Enumerable.Range(0, 4000).Count(sample => Changed(shape, [new FlipAugmentation(Probability: 0.25)], sample: sample)[0] == 2);

        // The standard deviation of the count is 27.
        Assert.InRange(flipped, 1000 - 160, 1000 + 160);
    }
}
