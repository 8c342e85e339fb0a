namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = max(x, 0)</c>, <c>dx = dy</c> where x is above 0, else 0.</summary>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceRelu(Shape shape) : ReferenceElementwise(shape)
{
    /// <inheritdoc/>
    protected override double Value(double x) => Math.Max(x, 0);

    /// <inheritdoc/>
    protected override double Slope(double x, double y) => y > 0 ? 1 : 0;
}
