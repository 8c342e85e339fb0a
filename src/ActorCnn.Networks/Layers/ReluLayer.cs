using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>Elementwise <c>max(x, 0); the derivative at 0 is 0</c>. Any shape, unchanged.</summary>
public sealed record ReluLayer : Layer
{
    /// <inheritdoc/>
    public override string Type => "relu";

    /// <inheritdoc/>
    public override bool IsRectifier => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceRelu(input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneRelu(input);
}
