using System.Globalization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// In training each value becomes zero with the probability of the rate, else <c>x / (1 - rate)</c>; when evaluating nothing changes:
/// Srivastava et al. 2014, with the scale in training. What is dropped depends on seed, layer, epoch, sample and position alone. Any
/// shape, unchanged.
/// </summary>
public sealed record DropoutLayer(float Rate = DropoutLayer.DefaultRate) : Layer
{
    /// <summary>The rate when none is given.</summary>
    public const float DefaultRate = 0.5f;

    /// <summary>The largest rate: at 1 nothing would be left.</summary>
    public const float MaximumRate = 0.99f;

    /// <inheritdoc/>
    public override string Type => "dropout";

    /// <inheritdoc/>
    public override string Settings => string.Create(CultureInfo.InvariantCulture, $"rate {Rate}");

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Rate is >= 0 and <= MaximumRate
        ? input
        : throw new LayerShapeException(
            "rate out of range", string.Create(CultureInfo.InvariantCulture, $"0 to {MaximumRate}"),
            Rate.ToString(CultureInfo.InvariantCulture), "use a rate as 0.5");

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceDropout(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneDropout(this, input);
}
