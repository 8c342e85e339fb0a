using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// The mean of each window: <c>out[c,y,x] = sum over p, q of in[c, y stride + p, x stride + q] / area</c>; a remainder that fills no
/// window is dropped. Shapes: (c, h, w) to (c, h', w'), see <see cref="Layers.Window"/>; no padding.
/// </summary>
public sealed record AveragePoolingLayer : Layer
{
    /// <summary>Creates a pooling over square blocks that do not overlap.</summary>
    public AveragePoolingLayer(int size)
        : this(size, size, size, size)
    {
    }

    /// <summary>Creates a pooling over any window.</summary>
    public AveragePoolingLayer(int height, int width, int strideHeight, int strideWidth) =>
        Window = new Window(height, width, strideHeight, strideWidth, 0, 0);

    /// <summary>Size and stride; the padding is zero.</summary>
    public Window Window { get; }

    /// <inheritdoc/>
    public override string Type => "avg-pool";

    /// <inheritdoc/>
    public override string Settings => MaxPoolingLayer.Describe(Window);

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Window.OutputShape(input.Channels, input);

    /// <inheritdoc/>
    public override int PoolingArea(Shape input) => Window.KernelHeight * Window.KernelWidth;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceAveragePooling(Window, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneAveragePooling(Window, input);
}
