using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using CsCheck;
using static ActorCnn.Data.Tests.Augmentation.Images;

namespace ActorCnn.Data.Tests.Augmentation;

/// <summary>Crops out of a frame, and shifts.</summary>
public sealed class TranslationTests
{
    private static readonly Gen<(Shape, int, int)> AnyMove = AnyShape.SelectMany(shape =>
        Gen.Select(Gen.Int[1 - shape.Height, shape.Height - 1], Gen.Int[1 - shape.Width, shape.Width - 1])
            .Select((down, right) => (shape, down, right)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_move_every_channel_into_the_background_or_along_its_edge(bool repeatsEdge) => AnyMove.Sample((shape, down, right) =>
    {
        float[] before = Of(shape);
        float[] after = Of(shape);
        float[] background = [.. Enumerable.Range(0, shape.Channels).Select(Background)];
        Translation.Apply(new SampleImage(after, shape, background, []), down, right, repeatsEdge);
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int y = 0; y < shape.Height; y++)
            {
                for (int x = 0; x < shape.Width; x++)
                {
                    int row = Math.Clamp(y + down, 0, shape.Height - 1);
                    int column = Math.Clamp(x + right, 0, shape.Width - 1);
                    bool isInside = row == y + down && column == x + right;
                    Assert.Equal(
                        repeatsEdge || isInside ? before.At(shape, c, row, column) : Background(c), after.At(shape, c, y, x));
                }
            }
        }
    });

    [Fact]
    public void Should_leave_the_image_alone_when_the_frame_or_the_shift_is_zero() => AnyShape.Sample(shape =>
    {
        Assert.Equal(Of(shape), Changed(shape, [new CropAugmentation(0, 0)]));
        Assert.Equal(Of(shape), Changed(shape, [new ShiftAugmentation(0, 0)]));
    });

    [Fact]
    public void Should_reach_every_place_of_the_frame_equally_often()
    {
        Shape shape = new(1, 5, 5);
        Dictionary<float, int> middles = [];
        Augmenter augmenter = Create(shape, [new CropAugmentation(1, 2)]);
        for (int sample = 0; sample < 15_000; sample++)
        {
            float[] values = Of(shape);
            augmenter.Apply(values, epoch: 3, sample);
            float middle = values.At(shape, 0, 2, 2);
            middles[middle] = middles.GetValueOrDefault(middle) + 1;
        }

        // Three rows by five columns; the standard deviation of each count is 31.
        Assert.Equal(15, middles.Count);
        Assert.All(middles.Values, count => Assert.InRange(count, 1000 - 186, 1000 + 186));
    }
}
