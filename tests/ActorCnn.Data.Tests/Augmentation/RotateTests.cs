using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;
using CsCheck;
using static ActorCnn.Data.Tests.Augmentation.Images;

namespace ActorCnn.Data.Tests.Augmentation;

public sealed class RotateTests
{
    [Fact]
    public void Should_leave_the_bits_of_the_image_alone_at_no_angle() => AnyShape.Sample(shape =>
    {
        Assert.Equal(Of(shape), Rotated(shape, 0));
        Assert.Equal(Of(shape), Changed(shape, [new RotateAugmentation(0)]));
    });

    [Fact]
    public void Should_turn_a_square_image_by_a_quarter_clockwise()
    {
        Shape shape = new(2, 3, 3);

        float[] expected = [7, 4, 1, 8, 5, 2, 9, 6, 3, 16, 13, 10, 17, 14, 11, 18, 15, 12];
        Assert.Equal(expected, Rotated(shape, 90));
    }

    [Theory]
    [InlineData(180)]
    [InlineData(-180)]
    public void Should_turn_an_image_upside_down_by_a_half(double degrees) => AnyShape.Sample(shape =>
    {
        float[] expected = Of(shape);
        for (int c = 0; c < shape.Channels; c++)
        {
            expected.AsSpan(c * shape.Height * shape.Width, shape.Height * shape.Width).Reverse();
        }

        Assert.Equal(expected, Rotated(shape, degrees));
    });

    [Fact]
    public void Should_agree_with_bilinear_interpolation_in_double_precision() => Gen.Select(AnyShape, Gen.Double[-180, 180])
        .Sample((shape, degrees) =>
        {
            float[] rotated = Rotated(shape, degrees);
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int y = 0; y < shape.Height; y++)
                {
                    for (int x = 0; x < shape.Width; x++)
                    {
                        // A place is known within (width + 2) / 2^17 of a pixel, and neighbours differ by up to 400.
                        double expected = Plain(shape, degrees, c, y, x);
                        Assert.InRange(rotated.At(shape, c, y, x), expected - 0.1, expected + 0.1);
                    }
                }
            }
        });

    [Fact]
    public void Should_have_the_bits_of_its_formula_pixel_by_pixel() =>
        Gen.Select(Gen.Int[1, 2], Gen.Int[1, 40], Gen.Int[1, 40], Gen.OneOf(Gen.Double[-180, 180], Gen.Double[-5, 5]))
            .Sample((channels, height, width, degrees) =>
            {
                Shape shape = new(channels, height, width);
                Assert.Equal(
                    PlainInSinglePrecision(shape, degrees).Select(BitConverter.SingleToUInt32Bits),
                    Rotated(shape, degrees).Select(BitConverter.SingleToUInt32Bits));
            });

    [Fact]
    public void Should_turn_by_no_more_than_the_largest_angle_in_both_directions()
    {
        // A point 50 pixels right of the middle stays in its column's neighbourhood and moves by up to 50 sin 30° = 25 rows either way.
        Shape shape = new(1, 101, 101);
        Augmenter augmenter = new([new RotateAugmentation(30)], shape, [0], seed: 5);
        float[] values = new float[shape.Count];
        List<int> rows = [];
        for (int sample = 0; sample < 300; sample++)
        {
            Array.Clear(values);
            values[(50 * 101) + 99] = 1;
            augmenter.Apply(values, epoch: 0, sample);
            rows.Add((Array.IndexOf(values, values.Max()) / 101) - 50);
        }

        Assert.InRange(rows.Min(), -25, -20);
        Assert.InRange(rows.Max(), 20, 25);
    }

    private static float[] Rotated(Shape shape, double degrees)
    {
        float[] values = Of(shape);
        float[] background = [.. Enumerable.Range(0, shape.Channels).Select(Background)];
        RotateAugmentation.Rotate(new SampleImage(values, shape, background, new float[shape.Count]), degrees);
        return values;
    }

    // What the rotation says that it does, in its precision and one pixel after the other.
    private static float[] PlainInSinglePrecision(Shape shape, double degrees)
    {
        double cosine = PinnedMath.CosineOfHalfTurns(Math.Abs(degrees) / 180);
        double sine = Math.CopySign(PinnedMath.CosineOfHalfTurns(Math.Abs(0.5 - (Math.Abs(degrees) / 180))), degrees);
        (double middleRow, double middleColumn) = ((shape.Height - 1) / 2.0, (shape.Width - 1) / 2.0);
        float[] image = Of(shape);
        List<float> rotated = [];
        for (int c = 0; c < shape.Channels; c++)
        {
            for (int y = 0; y < shape.Height; y++)
            {
                long row = Fixed(middleRow + (cosine * (y - middleRow)) + (sine * middleColumn));
                long column = Fixed(middleColumn + (sine * (y - middleRow)) - (cosine * middleColumn));
                for (int x = 0; x < shape.Width; x++, row += Fixed(-sine), column += Fixed(cosine))
                {
                    (int top, int left) = ((int)(row >> 16), (int)(column >> 16));
                    (float down, float right) = ((row & 65535) / 65536f, (column & 65535) / 65536f);
                    rotated.Add(Between(
                        Between(At(c, top, left), At(c, top, left + 1), right), Between(At(c, top + 1, left), At(c, top + 1, left + 1), right), down));
                }
            }
        }

        return [.. rotated];

        static long Fixed(double value) => (long)Math.Round(value * 65536);

        static float Between(float first, float second, float part) => first + ((second - first) * part);

        float At(int channel, int row, int column) =>
            row >= 0 && row < shape.Height && column >= 0 && column < shape.Width ? image.At(shape, channel, row, column) : Background(channel);
    }

    private static double Plain(Shape shape, double degrees, int channel, int y, int x)
    {
        (double sine, double cosine) = Math.SinCos(degrees * Math.PI / 180);
        (double down, double right) = (y - ((shape.Height - 1) / 2.0), x - ((shape.Width - 1) / 2.0));
        double row = ((shape.Height - 1) / 2.0) + (cosine * down) - (sine * right);
        double column = ((shape.Width - 1) / 2.0) + (sine * down) + (cosine * right);
        (int top, int left) = ((int)Math.Floor(row), (int)Math.Floor(column));
        (double below, double beside) = (row - top, column - left);
        return (At(top, left) * (1 - below) * (1 - beside)) + (At(top, left + 1) * (1 - below) * beside)
            + (At(top + 1, left) * below * (1 - beside)) + (At(top + 1, left + 1) * below * beside);

        double At(int atRow, int atColumn) =>
            atRow >= 0 && atRow < shape.Height && atColumn >= 0 && atColumn < shape.Width
                ? Of(shape).At(shape, channel, atRow, atColumn)
                : Background(channel);
    }
}
