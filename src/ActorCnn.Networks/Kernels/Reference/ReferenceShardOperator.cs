namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>A layer that depends on more than one sample's input. A single sample is a shard of one, in training.</summary>
public abstract class ReferenceShardOperator : ReferenceOperator
{
    /// <inheritdoc/>
    public sealed override double[] Forward(double[] parameters, double[] input) =>
        ForwardShard(parameters, [input], ReferencePass.Training(1))[0];

    /// <inheritdoc/>
    public sealed override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        (double[][] inputs, double[] gradient) =
            BackwardShard(parameters, [input], [output], [outputGradient], ReferencePass.Training(1));
        return (inputs[0], gradient);
    }

    /// <inheritdoc/>
    public abstract override double[][] ForwardShard(double[] parameters, double[][] inputs, ReferencePass pass);

    /// <inheritdoc/>
    public abstract override (double[][] Inputs, double[] Parameters) BackwardShard(
        double[] parameters, double[][] inputs, double[][] outputs, double[][] outputGradients, ReferencePass pass);
}
