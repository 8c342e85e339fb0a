using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>The mean of each channel: average pooling with the whole image as its window. Shapes: (c, h, w) to (c, 1, 1), a vector.</summary>
public sealed record GlobalAveragePoolingLayer : Layer
{
    /// <inheritdoc/>
    public override string Type => "global-avg-pool";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Shape.Flat(input.Channels);

    /// <inheritdoc/>
    public override int PoolingArea(Shape input) => input.Height * input.Width;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceAveragePooling(Whole(input), input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneAveragePooling(Whole(input), input);

    private static Window Whole(Shape input) => new(input.Height, input.Width, input.Height, input.Width, 0, 0);
}
