namespace ActorCnn.Networks.Layers;

/// <summary>
/// One number for each window of each channel; a remainder that fills no window is dropped. Shapes: (c, h, w) to (c, h', w'), see
/// <see cref="Layers.Window"/>; no padding.
/// </summary>
public abstract record PoolingLayer : Layer
{
    private protected PoolingLayer(int height, int width, int strideHeight, int strideWidth) =>
        Window = new Window(height, width, strideHeight, strideWidth, 0, 0);

    /// <summary>Size and stride; the padding is zero.</summary>
    public Window Window { get; }

    /// <summary>The size, and the stride only where it is not the size.</summary>
    public override string Settings =>
        $"{Window.KernelHeight}x{Window.KernelWidth}"
        + (Window.StrideHeight == Window.KernelHeight && Window.StrideWidth == Window.KernelWidth
            ? "" : $" stride {Window.StrideHeight}x{Window.StrideWidth}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Window.OutputShape(input.Channels, input);

    /// <inheritdoc/>
    public override int PoolingArea(Shape input) => Window.KernelHeight * Window.KernelWidth;
}
