using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using CsCheck;
using static ActorCnn.Data.Tests.Augmentation.Images;

namespace ActorCnn.Data.Tests.Augmentation;

public sealed class CutoutTests
{
    [Fact]
    public void Should_set_a_rectangle_of_all_channels_to_zero_and_nothing_else() => Gen.Select(
        AnyShape, Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[0, 1000]).Sample((shape, rows, columns, sample) =>
        {
            float[] before = Of(shape);
            float[] after = Changed(shape, [new CutoutAugmentation(rows, columns)], sample: sample);
            (int Row, int Column)[] cut = [.. Places(shape).Where(place => after.At(shape, 0, place.Row, place.Column) == 0)];
            int height = cut.Max(place => place.Row) - cut.Min(place => place.Row) + 1;
            int width = cut.Max(place => place.Column) - cut.Min(place => place.Column) + 1;
            Assert.Equal(height * width, cut.Length);
            Assert.InRange(height, 1, rows);
            Assert.InRange(width, 1, columns);
            for (int c = 0; c < shape.Channels; c++)
            {
                foreach ((int row, int column) in Places(shape))
                {
                    Assert.Equal(
                        cut.Contains((row, column)) ? 0 : before.At(shape, c, row, column), after.At(shape, c, row, column));
                }
            }
        });

    [Fact]
    public void Should_leave_the_image_alone_when_the_size_is_zero()
    {
        Shape shape = new(2, 4, 4);
        Assert.Equal(Of(shape), Changed(shape, [new CutoutAugmentation(0, 0)]));
    }

    [Fact]
    public void Should_cut_the_whole_size_where_it_does_not_reach_the_border()
    {
        Shape shape = new(1, 9, 9);
        int[] sizes = [.. Enumerable.Range(0, 200).Select(sample =>
            Changed(shape, [new CutoutAugmentation(3, 4)], sample: sample).Count(value => value == 0))];

        Assert.Equal(12, sizes.Max());
        Assert.True(sizes.Min() < 12, "no rectangle reached the border");
    }

    private static IEnumerable<(int Row, int Column)> Places(Shape shape) =>
        from row in Enumerable.Range(0, shape.Height) from column in Enumerable.Range(0, shape.Width) select (row, column);
}
