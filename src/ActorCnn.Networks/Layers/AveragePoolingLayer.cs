using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>The mean of each window: <c>out[c,y,x] = sum over p, q of in[c, y stride + p, x stride + q] / area</c>.</summary>
public sealed record AveragePoolingLayer : PoolingLayer
{
    /// <summary>Creates a pooling over square blocks that do not overlap.</summary>
    public AveragePoolingLayer(int size)
        : this(size, size, size, size)
    {
    }

    /// <summary>Creates a pooling over any window.</summary>
    public AveragePoolingLayer(int height, int width, int strideHeight, int strideWidth)
        : base(height, width, strideHeight, strideWidth)
    {
    }

    /// <inheritdoc/>
    public override string Type => "avg-pool";

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceAveragePooling(Window, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneAveragePooling(Window, input);
}
