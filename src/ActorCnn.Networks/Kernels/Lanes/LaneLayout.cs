namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// Where the values of a lane block lie: <c>[channel][row][column][16]</c>, with columns of zeros before and after every row for the
/// kernels that read past its ends. One row's zeros after it are the next row's before it. Zero rows do not exist: kernels skip the
/// part of a window that lies above or below the image.
/// </summary>
internal readonly record struct LaneLayout
{
    /// <summary>Lays values out.</summary>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="border">Columns of zeros on each side.</param>
    /// <param name="contiguous">True when the channels must follow each other without a gap, as for a flat view.</param>
    public LaneLayout(Shape shape, int border, bool contiguous = false)
    {
        Shape = shape;
        Border = border;
        RowStride = (nint)(shape.Width + border) * LaneNetwork.Lanes;
        nint columns = ((nint)shape.Height * (shape.Width + border)) + border;

        // A cache finds a line's place by its address's lower bits: at an even distance neighbouring channels would crowd out each other.
        ChannelStride = (contiguous ? columns : columns | 1) * LaneNetwork.Lanes;
        Length = checked((int)(shape.Channels * ChannelStride));
    }

    /// <summary>The shape of a sample.</summary>
    public Shape Shape { get; private init; }

    /// <summary>Columns of zeros on each side.</summary>
    public int Border { get; }

    /// <summary>From a row to the next, in numbers.</summary>
    public nint RowStride { get; }

    /// <summary>From a channel to the next, in numbers.</summary>
    public nint ChannelStride { get; }

    /// <summary>How many numbers it takes in all.</summary>
    public int Length { get; private init; }

    /// <summary>The place of the first value.</summary>
    public nint Origin => (nint)Border * LaneNetwork.Lanes;

    /// <summary>The layout of some neighbouring channels, where they lie.</summary>
    public LaneLayout OfChannels(int channels) => this with
    {
        Shape = Shape with { Channels = channels },
        Length = checked((int)(channels * ChannelStride)),
    };

    /// <summary>Copies all values, and nothing around them.</summary>
    /// <param name="first">The place of the first value.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="layout">The layout there, of the same shape.</param>
    public unsafe void CopyTo(float* first, float* target, in LaneLayout layout)
    {
        int length = Shape.Width * LaneNetwork.Lanes;
        for (int c = 0; c < Shape.Channels; c++)
        {
            for (int y = 0; y < Shape.Height; y++)
            {
                new ReadOnlySpan<float>(first + (c * ChannelStride) + (y * RowStride), length)
                    .CopyTo(new Span<float>(target + (c * layout.ChannelStride) + (y * layout.RowStride), length));
            }
        }
    }

    /// <summary>Sets all values to zero; what stands around them is not touched.</summary>
    /// <param name="first">The place of the first value.</param>
    public unsafe void Clear(float* first)
    {
        for (int c = 0; c < Shape.Channels; c++)
        {
            for (int y = 0; y < Shape.Height; y++)
            {
                new Span<float>(first + (c * ChannelStride) + (y * RowStride), Shape.Width * LaneNetwork.Lanes).Clear();
            }
        }
    }
}
