using System.Globalization;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>Elementwise <c>x above 0, slope x elsewhere; the derivative at 0 is the slope</c>. Any shape, unchanged.</summary>
public sealed record LeakyReluLayer(float Slope = LeakyReluLayer.DefaultSlope) : Layer
{
    /// <summary>The slope when none is given.</summary>
    public const float DefaultSlope = 0.01f;

    /// <inheritdoc/>
    public override string Type => "leaky-relu";

    /// <inheritdoc/>
    public override string Settings => string.Create(CultureInfo.InvariantCulture, $"slope {Slope}");

    /// <inheritdoc/>
    public override bool IsRectifier => true;

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => Slope is >= 0 and <= 1
        ? input
        : throw new LayerShapeException(
            "slope out of range", "0 to 1", Slope.ToString(CultureInfo.InvariantCulture), "use a slope below one, as 0.01");

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceLeakyRelu(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneLeakyRelu(this, input);
}
