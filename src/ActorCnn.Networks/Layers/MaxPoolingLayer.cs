using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// The largest value of each window; a remainder that fills no window is dropped, a tie takes the first in row-major order, and the
/// gradient goes to that place. Shapes: (c, h, w) to (c, h', w'), see <see cref="Layers.Window"/>; no padding.
/// </summary>
public sealed record MaxPoolingLayer : Layer
{
    /// <summary>Creates a pooling over square blocks that do not overlap.</summary>
    public MaxPoolingLayer(int size)
        : this(size, size, size, size)
    {
    }

    /// <summary>Creates a pooling over any window.</summary>
    public MaxPoolingLayer(int height, int width, int strideHeight, int strideWidth) =>
        Window = new Window(height, width, strideHeight, strideWidth, 0, 0);

    /// <summary>Size and stride; the padding is zero.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Type => "max-pool";

    /// <inheritdoc/>
    public override string Settings => Describe(Window);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Window.OutputShape(input.Channels, input);

    /// <inheritdoc/>
    public override int PoolingArea(Shape input) => Window.KernelHeight * Window.KernelWidth;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceMaxPooling(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneMaxPooling(this, input);

    /// <summary>A pooling's window in a few characters: its stride only where it is not the size.</summary>
    internal static string Describe(Window window) =>
        $"{window.KernelHeight}x{window.KernelWidth}"
        + (window.StrideHeight == window.KernelHeight && window.StrideWidth == window.KernelWidth
            ? "" : $" stride {window.StrideHeight}x{window.StrideWidth}");
}
