namespace ActorCnn.Networks.Layers;

/// <summary>
/// The geometry of a window that slides over an image, computed here and nowhere else:
/// <c>output = (input + 2 padding - extent) / stride + 1</c>, rounded down, for rows and columns each, with
/// <c>extent = (kernel - 1) dilation + 1</c>: the taps of a dilated kernel are that far apart.
/// </summary>
public readonly record struct Window(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int PaddingHeight, int PaddingWidth,
    int DilationHeight = 1, int DilationWidth = 1)
{
    /// <summary>Rows from the first tap to the last, both counted.</summary>
    public long ExtentHeight => ((KernelHeight - 1L) * DilationHeight) + 1;

    /// <summary>Columns from the first tap to the last, both counted.</summary>
    public long ExtentWidth => ((KernelWidth - 1L) * DilationWidth) + 1;

    /// <summary>The output's height and width for an input's.</summary>
    /// <param name="channels">Channels of the output.</param>
    /// <param name="input">The shape that the window slides over.</param>
    /// <exception cref="LayerShapeException">A size is out of range or the kernel is larger than the padded input.</exception>
    public Shape OutputShape(int channels, Shape input)
    {
        RequireAtLeast(1, channels, "channels");
        RequireAtLeast(1, KernelHeight, "kernel height");
        RequireAtLeast(1, KernelWidth, "kernel width");
        RequireAtLeast(1, StrideHeight, "stride height");
        RequireAtLeast(1, StrideWidth, "stride width");
        RequireAtLeast(1, DilationHeight, "dilation height");
        RequireAtLeast(1, DilationWidth, "dilation width");
        RequireAtLeast(0, PaddingHeight, "padding height");
        RequireAtLeast(0, PaddingWidth, "padding width");
        if (PaddingHeight >= ExtentHeight || PaddingWidth >= ExtentWidth)
        {
            throw new LayerShapeException(
                "padding as large as the kernel, so that some outputs see no input",
                $"at most {ExtentHeight - 1}x{ExtentWidth - 1}", $"{PaddingHeight}x{PaddingWidth}", "use less padding or a larger kernel");
        }

        long paddedHeight = input.Height + (2L * PaddingHeight);
        long paddedWidth = input.Width + (2L * PaddingWidth);
        if (ExtentHeight > paddedHeight || ExtentWidth > paddedWidth)
        {
            throw new LayerShapeException(
                "kernel larger than its input", $"at most {paddedHeight}x{paddedWidth}", $"{ExtentHeight}x{ExtentWidth}",
                "use a smaller kernel, more padding or fewer pooling layers before it");
        }

        Shape output = new(
            channels,
            (int)(((paddedHeight - ExtentHeight) / StrideHeight) + 1),
            (int)(((paddedWidth - ExtentWidth) / StrideWidth) + 1));
        if (!output.IsValid)
        {
            throw new LayerShapeException(
                "output too large", $"at most {Shape.MaximumCount} values a sample", $"{output}", "use fewer channels");
        }

        return output;
    }

    /// <summary>
    /// The taps of one axis that lie in the image when the first would be at <paramref name="start"/>: from the first to the last, which
    /// is not one of them. None when the dilation steps over the image.
    /// </summary>
    internal static (int First, int End) TapsInside(int start, int taps, int dilation, int size)
    {
        int first = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
        int end = start >= size ? 0 : Math.Min(taps, ((size - 1 - start) / dilation) + 1);
        return (first, Math.Max(first, end));
    }

    /// <summary>Refuses a setting below its least value.</summary>
    /// <exception cref="LayerShapeException">The value is below <paramref name="least"/>.</exception>
    internal static void RequireAtLeast(int least, int value, string setting)
    {
        if (value < least)
        {
            throw new LayerShapeException($"{setting} out of range", $"at least {least}", $"{value}", $"give {setting} a larger value");
        }
    }
}
