using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>Channels one after the other, row-major. Shapes: (c, h, w) to (c h w, 1, 1).</summary>
public sealed record FlattenLayer : Layer
{
    /// <inheritdoc/>
    public override string Type => "flatten";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Shape.Flat(input.Count);

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceFlatten(input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneFlatten(input);
}
