namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = tanh(x)</c>, <c>dx = (1 - y^2) dy</c>.</summary>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceTanh(Shape shape) : ReferenceElementwise(shape)
{
    /// <inheritdoc/>
    protected override double Value(double x) => Math.Tanh(x);

    /// <inheritdoc/>
    protected override double Slope(double x, double y) => 1 - (y * y);
}
