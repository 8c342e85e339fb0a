namespace ActorCnn.Formats.TensorBoard;

/// <summary>An image of bytes, black at first.</summary>
public sealed class PixelImage
{
    /// <summary>Creates an image.</summary>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows, at least one.</param>
    /// <param name="width">Columns, at least one.</param>
    public PixelImage(int channels, int height, int width)
    {
        if (channels is not (1 or 3))
        {
            throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1 or 3");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        (Channels, Height, Width) = (channels, height, width);
        Pixels = new byte[checked(channels * height * width)];
    }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>A pixel's value in a channel.</summary>
    public byte this[int channel, int row, int column]
    {
        get => Pixels[IndexOf(channel, row, column)];
        set => Pixels[IndexOf(channel, row, column)] = value;
    }

    /// <summary>Row by row, the channels of a pixel side by side.</summary>
    internal byte[] Pixels { get; }

    private int IndexOf(int channel, int row, int column) => (((row * Width) + column) * Channels) + channel;
}
