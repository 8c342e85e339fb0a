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

    /// <summary>The outputs of a shard's samples; sample by sample unless the layer looks at more than one.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="inputs">Each sample's input.</param>
    /// <param name="pass">What else they depend on.</param>
    public virtual double[][] ForwardShard(double[] parameters, double[][] inputs, ReferencePass pass) =>
        [.. inputs.Select(input => Forward(parameters, input))];

    /// <summary>Each sample's input gradient, and the sum over samples of the parameters' gradient.</summary>
    /// <param name="parameters">The layer's parameters.</param>
    /// <param name="inputs">The inputs that were given to <see cref="ForwardShard"/>.</param>
    /// <param name="outputs">What it returned.</param>
    /// <param name="outputGradients">The gradients of the loss with respect to the outputs.</param>
    /// <param name="pass">What was given to it.</param>
    public virtual (double[][] Inputs, double[] Parameters) BackwardShard(
        double[] parameters, double[][] inputs, double[][] outputs, double[][] outputGradients, ReferencePass pass)
    {
        double[][] inputGradients = new double[inputs.Length][];
        double[] sum = new double[parameters.Length];
        for (int i = 0; i < inputs.Length; i++)
        {
            (inputGradients[i], double[] gradient) = Backward(parameters, inputs[i], outputs[i], outputGradients[i]);
            sum = [.. sum.Zip(gradient, (total, value) => total + value)];
        }

        return (inputGradients, sum);
    }
}
