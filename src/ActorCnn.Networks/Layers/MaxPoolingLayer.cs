using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>The largest value of each window; a tie takes the first in row-major order, and the gradient goes to that place.</summary>
public sealed record MaxPoolingLayer : PoolingLayer
{
    /// <summary>Creates a pooling over square blocks that do not overlap.</summary>
    public MaxPoolingLayer(int size)
        : this(size, size, size, size)
    {
    }

    /// <summary>Creates a pooling over any window.</summary>
    public MaxPoolingLayer(int height, int width, int strideHeight, int strideWidth)
        : base(height, width, strideHeight, strideWidth)
    {
    }

    /// <inheritdoc/>
    public override string Type => "max-pool";

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceMaxPooling(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneMaxPooling(this, input);
}
