using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>
/// Where relu or max pooling change their mind, two precisions may decide differently and the gradients are rightly far apart.
/// </summary>
internal static class Kinks
{
    // Activations here carry errors of some 1e-6.
    private const double Margin = 3e-5;

    /// <summary>True when no decision of any sample is that close.</summary>
    public static bool AreFar(LaneSamples samples)
    {
        ReferenceNetwork reference = new(samples.Network);
        double[] parameters = LaneSamples.Widen(samples.Parameters);
        return samples.Samples.All(sample =>
        {
            double[] input = LaneSamples.Widen(sample);
            IReadOnlyList<double[]> outputs = reference.Forward(parameters, input);
            return samples.Network.Layers.All(layer => AreFar(layer, layer.Index == 0 ? input : outputs[layer.Index - 1]));
        });
    }

    private static bool AreFar(NetworkLayer layer, double[] input) => layer.Layer switch
    {
        ReluLayer or LeakyReluLayer or EluLayer => input.All(value => Math.Abs(value) > Margin),
        MaxPoolingLayer pooling => PoolingIsFar(new ReferenceMaxPooling(pooling, layer.Input), input),
        _ => true,
    };

    private static bool PoolingIsFar(ReferenceMaxPooling kernel, double[] input)
    {
        int[] places = kernel.Places(input);
        for (int i = 0; i < places.Length; i++)
        {
            // Zeros of a relu are equal in any precision.
            double[] without = [.. input];
            without[places[i]] = double.NegativeInfinity;
            double gap = input[places[i]] - kernel.Forward([], without)[i];
            if (gap <= Margin && !(gap == 0 && input[places[i]] == 0))
            {
                return false;
            }
        }

        return true;
    }
}
