using System.Runtime.Intrinsics;
using ActorCnn.Networks.Kernels.Lanes;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// Stands in for the reference of a layer of one's own: its fast kernel with the same sample in every lane. It lets a network with such a
/// layer run as a whole; it is no oracle for the layer itself.
/// </summary>
/// <param name="kernel">The fast kernel.</param>
/// <param name="output">The shape of the output.</param>
internal sealed class ReferenceOfKernel(LaneKernel kernel, Shape output) : ReferenceOperator
{
    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input)
    {
        Vector512<float>[] result = new Vector512<float>[output.Count];
        kernel.Forward(Floats(parameters), Spread(input), result);
        return FirstLane(result);
    }

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        Vector512<float>[] toInput = new Vector512<float>[input.Length];
        Vector512<float>[] toParameters = new Vector512<float>[parameters.Length];
        kernel.Backward(Floats(parameters), new LaneGradients
        {
            Input = Spread(input),
            Output = Spread(output),
            OutputGradient = Spread(outputGradient),
            InputGradient = toInput,
            ParameterGradient = toParameters,
        });
        return (FirstLane(toInput), FirstLane(toParameters));
    }

    private static float[] Floats(double[] values) => [.. values.Select(value => (float)value)];

    private static Vector512<float>[] Spread(double[] values) => [.. values.Select(value => Vector512.Create((float)value))];

    private static double[] FirstLane(Vector512<float>[] values) => [.. values.Select(value => (double)value[0])];
}
