using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = x</c> and <c>dx = dy</c> where x is above 0, else <c>y = slope x</c> and <c>dx = slope dy</c>.</summary>
/// <param name="layer">The slope.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceLeakyRelu(LeakyReluLayer layer, Shape shape) : ReferenceElementwise(shape)
{
    /// <inheritdoc/>
    protected override double Value(double x) => x > 0 ? x : layer.Slope * x;

    /// <inheritdoc/>
    protected override double Slope(double x, double y) => x > 0 ? 1 : layer.Slope;
}
