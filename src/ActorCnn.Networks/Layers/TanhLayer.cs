using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>Elementwise <c>tanh(x)</c>. Any shape, unchanged.</summary>
public sealed record TanhLayer : Layer
{
    /// <inheritdoc/>
    public override string Type => "tanh";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceTanh(input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneTanh(input);
}
