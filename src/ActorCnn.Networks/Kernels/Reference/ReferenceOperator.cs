namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// A layer in double precision, one sample at a time, written to be read. It holds no state: what the backward pass needs is given to
/// it again. Arrays are ordered as <see cref="Shape"/> says, parameters as the layer's <c>Parameters</c> says, weight before bias.
/// Deterministic; safe from any thread.
/// </summary>
public abstract class ReferenceOperator
{
    /// <summary>The layer's output.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="input">The layer's input.</param>
    public abstract double[] Forward(double[] parameters, double[] input);

    /// <summary>The gradients of the loss with respect to the layer's input and parameters.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="input">The input that was given to <see cref="Forward"/>.</param>
    /// <param name="output">What <see cref="Forward"/> returned.</param>
    /// <param name="outputGradient">The gradient of the loss with respect to the output.</param>
    /// <returns>The input's gradient and the parameters' (empty without parameters).</returns>
    public abstract (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient);
}
