using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = x</c> and <c>dx = dy</c> where x is above 0, else <c>y = alpha (e^x - 1)</c> and <c>dx = alpha e^x dy</c>.</summary>
/// <param name="layer">The alpha.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceElu(EluLayer layer, Shape shape) : ReferenceElementwise(shape)
{
    /// <inheritdoc/>
    protected override double Value(double x) => x > 0 ? x : layer.Alpha * (Math.Exp(x) - 1);

    /// <inheritdoc/>
    protected override double Slope(double x, double y) => x > 0 ? 1 : layer.Alpha * Math.Exp(x);
}
