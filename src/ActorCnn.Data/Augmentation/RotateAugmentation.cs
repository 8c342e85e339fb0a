using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>
/// Turns an image around its middle by a random angle, with bilinear interpolation; the background stands outside. Sine and cosine come
/// from <see cref="PinnedMath"/>, and places are counted in whole 65536ths of a pixel, so that the result is the same on every machine.
/// </summary>
/// <param name="Degrees">The largest angle in either direction, 0 to 180.</param>
public sealed record RotateAugmentation(double Degrees) : SampleAugmentation
{
    private const int FractionBits = 16;
    private const int One = 1 << FractionBits;

    /// <inheritdoc/>
    public override string Type => "rotate";

    /// <inheritdoc/>
    public override void Apply(in SampleImage image, SampleRandom draw) => Rotate(image, ((2 * draw.Uniform(0)) - 1) * Degrees);

    /// <summary>Turns an image clockwise.</summary>
    /// <param name="image">The image.</param>
    /// <param name="degrees">The angle, -180 to 180.</param>
    internal static void Rotate(in SampleImage image, double degrees)
    {
        Shape shape = image.Shape;
        double turn = Math.Abs(degrees) / 180;
        double cosine = PinnedMath.CosineOfHalfTurns(turn);

        // sin(πx) = cos(π(½ - x)), and the cosine is even.
        double sine = Math.CopySign(PinnedMath.CosineOfHalfTurns(Math.Abs(0.5 - turn)), degrees);
        double middleRow = (shape.Height - 1) / 2.0;
        double middleColumn = (shape.Width - 1) / 2.0;
        (long stepDown, long stepRight) = (Fixed(-sine), Fixed(cosine));
        image.Values.CopyTo(image.Scratch);
        for (int y = 0; y < shape.Height; y++)
        {
            // Where the row's first pixel comes from; the following ones lie a step further each.
            double row = middleRow + (cosine * (y - middleRow)) + (sine * middleColumn);
            double column = middleColumn + (sine * (y - middleRow)) - (cosine * middleColumn);
            for (int c = 0; c < shape.Channels; c++)
            {
                int size = shape.Height * shape.Width;
                Source source = new(image.Scratch.Slice(c * size, size), shape.Height, shape.Width, image.Background[c]);
                source.Walk(image.Row(c, y), Fixed(row), Fixed(column), stepDown, stepRight);
            }
        }
    }

    private static long Fixed(double value) => (long)Math.Round(value * One);

    // A channel as it was.
    private readonly ref struct Source(ReadOnlySpan<float> values, int height, int width, float background)
    {
        private readonly ReadOnlySpan<float> _values = values;

        public void Walk(Span<float> target, long row, long column, long stepDown, long stepRight)
        {
            for (int x = 0; x < target.Length; x++, row += stepDown, column += stepRight)
            {
                (int top, int left) = ((int)(row >> FractionBits), (int)(column >> FractionBits));
                float down = (int)(row & (One - 1)) * (1f / One);
                float right = (int)(column & (One - 1)) * (1f / One);
                float upper, lower;
                if ((uint)top < (uint)(height - 1) && (uint)left < (uint)(width - 1))
                {
                    ReadOnlySpan<float> block = _values.Slice((top * width) + left, width + 2);
                    upper = Between(block[0], block[1], right);
                    lower = Between(block[width], block[width + 1], right);
                }
                else
                {
                    upper = Between(At(top, left), At(top, left + 1), right);
                    lower = Between(At(top + 1, left), At(top + 1, left + 1), right);
                }

                target[x] = Between(upper, lower, down);
            }
        }

        private static float Between(float first, float second, float part) => first + ((second - first) * part);

        private float At(int row, int column) =>
            (uint)row < (uint)height && (uint)column < (uint)width ? _values[(row * width) + column] : background;
    }
}
