using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks;

/// <summary>
/// The filters through which a network sees its samples, for pictures: those of its first convolution, or of a dense layer before any
/// convolution whose inputs are the sample itself. Holds a copy of the weights. Immutable.
/// </summary>
public sealed class FirstFilters
{
    private readonly float[] _weights;

    private FirstFilters(string layer, int count, Shape size, float[] weights)
    {
        (Layer, Count, Size, _weights) = (layer, count, size, weights);
        Largest = weights.Max(Math.Abs);
    }

    /// <summary>The layer's name.</summary>
    public string Layer { get; }

    /// <summary>How many filters there are.</summary>
    public int Count { get; }

    /// <summary>The shape of each filter: channels, rows, columns.</summary>
    public Shape Size { get; }

    /// <summary>Whether a filter's three channels are red, green and blue.</summary>
    public bool IsColour => Size.Channels == 3;

    /// <summary>The largest weight by magnitude of all filters.</summary>
    public float Largest { get; }

    /// <summary>Finds a network's first filters.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameters in buffer order.</param>
    /// <returns>Null when there are none, or one of their weights is not finite.</returns>
    public static FirstFilters? Of(Network network, ReadOnlySpan<float> parameters)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (network.Layers.SelectMany(layer => layer.WithInner)
            .FirstOrDefault(layer => layer.Layer is ConvolutionLayer or DenseLayer) is not { } first)
        {
            return null;
        }

        NetworkTensor tensor = first.Tensors[0];
        IReadOnlyList<int> sizes = tensor.Shape.Dimensions;
        Shape size = first.Layer is ConvolutionLayer ? new Shape(sizes[1], sizes[2], sizes[3]) : network.Input;
        float[] weights = parameters.Slice(tensor.Offset, tensor.Shape.Count).ToArray();
        bool isPicture = size.Height * size.Width > 1 || size.Channels == 3;
        return isPicture && sizes[0] * size.Count == weights.Length && weights.All(float.IsFinite)
            ? new FirstFilters(first.Name, sizes[0], size, weights)
            : null;
    }

    /// <summary>A filter's weights, channel by channel and row-major.</summary>
    public ReadOnlySpan<float> Weights(int filter) => _weights.AsSpan(filter * Size.Count, Size.Count);

    /// <summary>One channel of a filter, row-major.</summary>
    public ReadOnlySpan<float> Weights(int filter, int channel)
    {
        int plane = Size.Height * Size.Width;
        return Weights(filter).Slice(channel * plane, plane);
    }

    /// <summary>A weight's brightness: 0 for the largest below zero, 128 for zero, 255 for the largest above; the same scale for all filters.</summary>
    public byte Level(float weight) => (byte)MathF.Round(127.5f + (Largest > 0 ? 127.5f * weight / Largest : 0));
}
