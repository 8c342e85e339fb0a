using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// Elementwise <c>x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))</c>: the tanh form of Hendrycks and Gimpel 2016, section 2, which
/// other programs call <c>approximate="tanh"</c>; not the form with erf, from which it differs by less than 0.0005. Any shape, unchanged.
/// </summary>
public sealed record GeluLayer : Layer
{
    /// <summary><c>sqrt(2 / pi)</c>.</summary>
    internal const double Scale = 0.79788456080286535588;

    /// <summary>The factor of the cube.</summary>
    internal const double Cubic = 0.044715;

    /// <inheritdoc/>
    public override string Type => "gelu";

    /// <inheritdoc/>
    public override bool IsRectifier => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => input;

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceGelu(input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneGelu(input);
}
