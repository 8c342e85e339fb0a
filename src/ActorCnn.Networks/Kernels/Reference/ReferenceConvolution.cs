using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// Convolution without flipping: every weight joins an input to an output, once for each place that its filter is put at, see
/// <see cref="Taps"/>. Going forward a tap adds <c>out += weight in</c>; going back the same tap adds <c>din += weight dout</c> and
/// <c>dweight += dout in</c>. The bias is added to each output of its filter, so its gradient is their sum.
/// </summary>
/// <param name="layer">The number of filters, kernel, stride, padding, dilation and groups.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceConvolution(ConvolutionLayer layer, Shape shape) : ReferenceOperator
{
    private readonly Window _window = layer.Window;
    private readonly Shape _output = layer.OutputShape(shape);

    // The input channels that an output sees.
    private int GroupChannels => shape.Channels / layer.Groups;

    private int WeightCount => layer.Channels * GroupChannels * _window.KernelHeight * _window.KernelWidth;

    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input)
    {
        double[] output = new double[_output.Count];
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = parameters[BiasOf(i)];
        }

        foreach ((int to, int weight, int from) in Taps())
        {
            output[to] += parameters[weight] * input[from];
        }

        return output;
    }

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        double[] inputGradient = new double[shape.Count];
        double[] parameterGradient = new double[WeightCount + layer.Channels];
        for (int i = 0; i < outputGradient.Length; i++)
        {
            parameterGradient[BiasOf(i)] += outputGradient[i];
        }

        foreach ((int to, int weight, int from) in Taps())
        {
            inputGradient[from] += parameters[weight] * outputGradient[to];
            parameterGradient[weight] += outputGradient[to] * input[from];
        }

        return (inputGradient, parameterGradient);
    }

    private int BiasOf(int output) => WeightCount + (output / (_output.Height * _output.Width));

    /// <summary>
    /// The terms of <c>out[k,y,x] = bias[k] + sum over c, p, q of weight[k,c,p,q] in[c, y stride + p dilation - padding, …]</c>, c in k's group,
    /// as positions in the arrays of outputs, weights and inputs. Terms that fall on the padding are zero and left out.
    /// </summary>
    private IEnumerable<(int Output, int Weight, int Input)> Taps()
    {
        for (int k = 0; k < _output.Channels; k++)
        {
            for (int y = 0; y < _output.Height; y++)
            {
                for (int x = 0; x < _output.Width; x++)
                {
                    int output = (((k * _output.Height) + y) * _output.Width) + x;
                    foreach ((int c, int p, int q) in Kernel())
                    {
                        int row = (y * _window.StrideHeight) + (p * _window.DilationHeight) - _window.PaddingHeight;
                        int column = (x * _window.StrideWidth) + (q * _window.DilationWidth) - _window.PaddingWidth;
                        if (row >= 0 && row < shape.Height && column >= 0 && column < shape.Width)
                        {
                            int weight = (((((k * GroupChannels) + c) * _window.KernelHeight) + p) * _window.KernelWidth) + q;
                            int channel = (k / (layer.Channels / layer.Groups) * GroupChannels) + c;
                            int input = (((channel * shape.Height) + row) * shape.Width) + column;
                            yield return (output, weight, input);
                        }
                    }
                }
            }
        }
    }

    private IEnumerable<(int Channel, int Row, int Column)> Kernel() =>
        from c in Enumerable.Range(0, GroupChannels)
        from p in Enumerable.Range(0, _window.KernelHeight)
        from q in Enumerable.Range(0, _window.KernelWidth)
        select (c, p, q);
}
