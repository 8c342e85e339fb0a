namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>The same values in the same order: an image is already kept channel by channel, row-major.</summary>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceFlatten(Shape shape) : ReferenceOperator
{
    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input) => input[..shape.Count];

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient) => (outputGradient[..shape.Count], []);
}
