namespace ActorCnn.Networks.Layers;

/// <summary>
/// The geometry of a window that slides over an image, computed here and nowhere else:
/// <c>output = (input + 2 padding - kernel) / stride + 1</c>, rounded down, for rows and columns each.
/// </summary>
public readonly record struct Window(
    int KernelHeight, int KernelWidth, int StrideHeight, int StrideWidth, int PaddingHeight, int PaddingWidth)
{
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
        RequireAtLeast(0, PaddingHeight, "padding height");
        RequireAtLeast(0, PaddingWidth, "padding width");
        if (PaddingHeight >= KernelHeight || PaddingWidth >= KernelWidth)
        {
            throw new LayerShapeException(
                "padding as large as the kernel, so that some outputs see no input",
                $"at most {KernelHeight - 1}x{KernelWidth - 1}", $"{PaddingHeight}x{PaddingWidth}", "use less padding or a larger kernel");
        }

        long paddedHeight = input.Height + (2L * PaddingHeight);
        long paddedWidth = input.Width + (2L * PaddingWidth);
        if (KernelHeight > paddedHeight || KernelWidth > paddedWidth)
        {
            throw new LayerShapeException(
                "kernel larger than its input", $"at most {paddedHeight}x{paddedWidth}", $"{KernelHeight}x{KernelWidth}",
                "use a smaller kernel, more padding or fewer pooling layers before it");
        }

        Shape output = new(
            channels,
            (int)(((paddedHeight - KernelHeight) / StrideHeight) + 1),
            (int)(((paddedWidth - KernelWidth) / StrideWidth) + 1));
        if (!output.IsValid)
        {
            throw new LayerShapeException(
                "output too large", $"at most {Shape.MaximumCount} values a sample", $"{output}", "use fewer channels");
        }

        return output;
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
