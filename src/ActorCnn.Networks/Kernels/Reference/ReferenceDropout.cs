using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary><c>y = m x</c> and <c>dx = m dy</c>, with m either 0 or <c>1 / (1 - rate)</c> in training and 1 when evaluating.</summary>
/// <param name="layer">The rate.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceDropout(DropoutLayer layer, Shape shape) : ReferenceShardOperator
{
    /// <inheritdoc/>
    public override double[][] ForwardShard(double[] parameters, double[][] inputs, ReferencePass pass) => Multiply(inputs, pass);

    /// <inheritdoc/>
    public override (double[][] Inputs, double[] Parameters) BackwardShard(
        double[] parameters, double[][] inputs, double[][] outputs, double[][] outputGradients, ReferencePass pass) =>
        (Multiply(outputGradients, pass), []);

    private double[][] Multiply(double[][] values, ReferencePass pass)
    {
        uint threshold = LaneRandom.Threshold(layer.Rate);
        return
        [
            .. values.Zip(pass.Samples, (sample, number) => Enumerable.Range(0, shape.Count).Select(position =>
                !pass.IsTraining ? sample[position]
                : LaneRandom.Dropout(pass.Seed, pass.Layer, pass.Epoch, number, position) < threshold ? 0
                : sample[position] / (1.0 - layer.Rate)).ToArray()),
        ];
    }
}
