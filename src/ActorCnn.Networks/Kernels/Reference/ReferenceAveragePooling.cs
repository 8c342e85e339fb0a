using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>Each output is the mean of its window; going back each place of the window gets its share, <c>dout / area</c>.</summary>
/// <param name="window">Size and stride.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceAveragePooling(Window window, Shape shape) : ReferenceOperator
{
    private readonly Shape _output = window.OutputShape(shape.Channels, shape);

    private double Share => 1.0 / (window.KernelHeight * window.KernelWidth);

    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input)
    {
        double[] output = new double[_output.Count];
        foreach ((int to, int from) in Places())
        {
            output[to] += Share * input[from];
        }

        return output;
    }

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        double[] inputGradient = new double[shape.Count];
        foreach ((int to, int from) in Places())
        {
            inputGradient[from] += Share * outputGradient[to];
        }

        return (inputGradient, []);
    }

    /// <summary>Every output with each input that it is the mean of.</summary>
    private IEnumerable<(int Output, int Input)> Places() =>
        from c in Enumerable.Range(0, _output.Channels)
        from y in Enumerable.Range(0, _output.Height)
        from x in Enumerable.Range(0, _output.Width)
        from p in Enumerable.Range(0, window.KernelHeight)
        from q in Enumerable.Range(0, window.KernelWidth)
        let row = (y * window.StrideHeight) + p
        let column = (x * window.StrideWidth) + q
        select ((((c * _output.Height) + y) * _output.Width) + x, (((c * shape.Height) + row) * shape.Width) + column);
}
