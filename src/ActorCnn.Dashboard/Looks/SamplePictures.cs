using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.Dashboard.Looks;

/// <summary>Makes what the page shows of a sample.</summary>
internal static class SamplePictures
{
    private const int LargestSide = 96;

    /// <summary>A sample as an image; of one whose sides are too long only every so many rows and columns.</summary>
    public static Picture Of(Dataset data, int sample)
    {
        Shape shape = data.Shape;
        int every = (Math.Max(shape.Height, shape.Width) + LargestSide - 1) / LargestSide;
        (int rows, int columns) = ((shape.Height + every - 1) / every, (shape.Width + every - 1) / every);
        int channels = shape.Channels == 3 ? 3 : 1;
        ReadOnlySpan<byte> pixels = data.Pixels(sample);
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (float value in data.Values)
        {
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        byte[] shown = new byte[channels * rows * columns];
        for (int i = 0; i < shown.Length; i++)
        {
            (int channel, int row, int column) = (i / (rows * columns), i / columns % rows, i % columns);
            float value = data.Values[pixels[(((channel * shape.Height) + (row * every)) * shape.Width) + (column * every)]];
            shown[i] = (byte)(most > least ? (value - least) / (most - least) * 255 : 0);
        }

        return new Picture(rows, columns, channels, shown);
    }
}
