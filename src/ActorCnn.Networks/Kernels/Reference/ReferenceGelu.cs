using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// <c>y = x / 2 (1 + tanh u)</c> with <c>u = sqrt(2 / pi) (x + 0.044715 x^3)</c>;
/// <c>dx = ((1 + tanh u) / 2 + x / 2 (1 - tanh^2 u) u') dy</c>.
/// </summary>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceGelu(Shape shape) : ReferenceElementwise(shape)
{
    /// <inheritdoc/>
    protected override double Value(double x) => x / 2 * (1 + Math.Tanh(Inner(x)));

    /// <inheritdoc/>
    protected override double Slope(double x, double y)
    {
        double tanh = Math.Tanh(Inner(x));
        return ((1 + tanh) / 2) + (x / 2 * (1 - (tanh * tanh)) * GeluLayer.Scale * (1 + (3 * GeluLayer.Cubic * x * x)));
    }

    private static double Inner(double x) => GeluLayer.Scale * (x + (GeluLayer.Cubic * x * x * x));
}
