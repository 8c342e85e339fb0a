using ActorCnn.Networks.Layers;
using MathNet.Numerics.LinearAlgebra;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// <c>out = bias + weight in</c>; going back <c>din = weight^T dout</c>, <c>dweight = dout in^T</c>, <c>dbias = dout</c>.
/// </summary>
/// <param name="layer">The number of outputs.</param>
/// <param name="shape">The shape of the input: a vector.</param>
public sealed class ReferenceDense(DenseLayer layer, Shape shape) : ReferenceOperator
{
    private int WeightCount => layer.Units * shape.Count;

    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input) =>
        (Bias(parameters) + (Weight(parameters) * Vector<double>.Build.Dense(input))).ToArray();

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        Vector<double> gradient = Vector<double>.Build.Dense(outputGradient);
        Vector<double> inputGradient = Weight(parameters).TransposeThisAndMultiply(gradient);
        Matrix<double> weightGradient = gradient.OuterProduct(Vector<double>.Build.Dense(input));
        return (inputGradient.ToArray(), [.. weightGradient.ToRowMajorArray(), .. outputGradient]);
    }

    private Matrix<double> Weight(double[] parameters) =>
        Matrix<double>.Build.DenseOfRowMajor(layer.Units, shape.Count, parameters[..WeightCount]);

    private Vector<double> Bias(double[] parameters) => Vector<double>.Build.Dense(parameters[WeightCount..]);
}
