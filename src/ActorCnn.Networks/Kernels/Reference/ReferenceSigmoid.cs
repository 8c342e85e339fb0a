namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = 1 / (1 + exp(-x))</c>, <c>dx = y (1 - y) dy</c>.</summary>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceSigmoid(Shape shape) : ReferenceElementwise(shape)
{
    /// <inheritdoc/>
    protected override double Value(double x) => 1 / (1 + Math.Exp(-x));

    /// <inheritdoc/>
    protected override double Slope(double x, double y) => y * (1 - y);
}
