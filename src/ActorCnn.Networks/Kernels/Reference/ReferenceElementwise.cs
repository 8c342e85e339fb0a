namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>A function of each value by itself: <c>out[i] = f(in[i])</c>, going back <c>din[i] = f'(in[i]) dout[i]</c>.</summary>
/// <param name="shape">The shape of the input and of the output.</param>
public abstract class ReferenceElementwise(Shape shape) : ReferenceOperator
{
    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input)
    {
        double[] output = new double[shape.Count];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = Value(input[i]);
        }

        return output;
    }

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        double[] inputGradient = new double[shape.Count];
        for (int i = 0; i < inputGradient.Length; i++)
        {
            inputGradient[i] = Slope(input[i], output[i]) * outputGradient[i];
        }

        return (inputGradient, []);
    }

    /// <summary>The function's value at <paramref name="x"/>.</summary>
    protected abstract double Value(double x);

    /// <summary>The function's derivative at <paramref name="x"/>, where its value is <paramref name="y"/>.</summary>
    protected abstract double Slope(double x, double y);
}
