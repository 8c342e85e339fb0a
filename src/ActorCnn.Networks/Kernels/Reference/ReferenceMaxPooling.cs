using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// <c>out[c,y,x]</c> is the largest value of its window, see <see cref="Places"/>; going back its gradient is added at that place.
/// Windows that overlap may add more than one.
/// </summary>
/// <param name="layer">Size and stride.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceMaxPooling(MaxPoolingLayer layer, Shape shape) : ReferenceOperator
{
    private readonly Window _window = layer.Window;
    private readonly Shape _output = layer.OutputShape(shape);

    /// <inheritdoc/>
    public override double[] Forward(double[] parameters, double[] input) => [.. Places(input).Select(place => input[place])];

    /// <inheritdoc/>
    public override (double[] Input, double[] Parameters) Backward(
        double[] parameters, double[] input, double[] output, double[] outputGradient)
    {
        double[] inputGradient = new double[shape.Count];
        foreach ((int place, double gradient) in Places(input).Zip(outputGradient))
        {
            inputGradient[place] += gradient;
        }

        return (inputGradient, []);
    }

    /// <summary>For each output, the position in the input that it was taken from: of equal values the first in row-major order.</summary>
    /// <param name="input">The layer's input.</param>
    public int[] Places(double[] input)
    {
        int[] places = new int[_output.Count];
        int output = 0;
        for (int c = 0; c < _output.Channels; c++)
        {
            for (int y = 0; y < _output.Height; y++)
            {
                for (int x = 0; x < _output.Width; x++)
                {
                    int corner = (((c * shape.Height) + (y * _window.StrideHeight)) * shape.Width) + (x * _window.StrideWidth);
                    places[output++] = LargestFrom(corner, input);
                }
            }
        }

        return places;
    }

    private int LargestFrom(int corner, double[] input)
    {
        int largest = corner;
        for (int p = 0; p < _window.KernelHeight; p++)
        {
            for (int q = 0; q < _window.KernelWidth; q++)
            {
                int place = corner + (p * shape.Width) + q;
                if (input[place] > input[largest])
                {
                    largest = place;
                }
            }
        }

        return largest;
    }
}
