using System.Globalization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// Elementwise <c>x above 0, alpha (exp(x) - 1) elsewhere; the derivative at 0 is alpha</c>: Clevert et al. 2016, equation 15. Any
/// shape, unchanged.
/// </summary>
public sealed record EluLayer(float Alpha = EluLayer.DefaultAlpha) : Layer
{
    /// <summary>The alpha when none is given.</summary>
    public const float DefaultAlpha = 1;

    /// <summary>The largest alpha.</summary>
    public const float MaximumAlpha = 1000;

    /// <inheritdoc/>
    public override string Type => "elu";

    /// <inheritdoc/>
    public override string Settings => string.Create(CultureInfo.InvariantCulture, $"alpha {Alpha}");

    /// <inheritdoc/>
    public override bool IsRectifier => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Alpha is >= 0 and <= MaximumAlpha
        ? input
        : throw new LayerShapeException(
            "alpha out of range", $"0 to {MaximumAlpha}", Alpha.ToString(CultureInfo.InvariantCulture), "use an alpha near one");

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceElu(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneElu(this, input);
}
