using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>Elementwise <c>1 / (1 + exp(-x))</c>. Any shape, unchanged.</summary>
public sealed record SigmoidLayer : Layer
{
    /// <inheritdoc/>
    public override string Type => "sigmoid";

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceSigmoid(input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneSigmoid(input);
}
