using System.Runtime.InteropServices;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Dashboard.Looks;

/// <summary>Makes images of the first layer's weights.</summary>
internal static class FirstFilters
{
    private const int Most = 64;

    // A larger side is no filter that a page could show small.
    private const int LargestSide = 64;

    /// <summary>The filters of the first convolution or dense layer, when that sees the image itself.</summary>
    /// <returns>Null when there is none.</returns>
    public static FilterSheet? Of(Network network, ReadOnlySpan<float> weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (NetworkLayer layer in network.Layers)
        {
            if (layer.Layer is ConvolutionLayer or DenseLayer)
            {
                NetworkTensor tensor = layer.Tensors[0];
                IReadOnlyList<int> sizes = tensor.Shape.Dimensions;
                Shape input = network.Input;
                (int channels, int rows, int columns) = layer.Layer is ConvolutionLayer
                    ? (sizes[1], sizes[2], sizes[3])
                    : (input.Channels, input.Height, input.Width);
                return Math.Max(rows, columns) > LargestSide || rows * columns == 1 || channels * rows * columns * sizes[0] != tensor.Shape.Count
                    ? null
                    : Sheet($"layer {layer.Name}", sizes[0], (channels, rows, columns), weights.Slice(tensor.Offset, tensor.Shape.Count));
            }
        }

        return null;
    }

    private static FilterSheet Sheet(string layer, int filters, (int Channels, int Rows, int Columns) size, ReadOnlySpan<float> weights)
    {
        int plane = size.Rows * size.Columns;
        int shown = size.Channels == 3 ? 3 : 1;
        List<byte[]> items = [];
        for (int filter = 0; filter < Math.Min(filters, Most); filter++)
        {
            ReadOnlySpan<float> own = weights.Slice(filter * size.Channels * plane, size.Channels * plane);
            float[] values = size.Channels == shown ? own.ToArray() : MeanOfChannels(own, size.Channels, plane);
            items.Add(ToBytes(values));
        }

        return new FilterSheet(layer, filters, size.Rows, size.Columns, shown, items);
    }

    private static float[] MeanOfChannels(ReadOnlySpan<float> weights, int channels, int plane)
    {
        float[] mean = new float[plane];
        for (int i = 0; i < weights.Length; i++)
        {
            mean[i % plane] += weights[i] / channels;
        }

        return mean;
    }

    private static byte[] ToBytes(float[] values)
    {
        float largest = values.Max(Math.Abs);
        sbyte[] bytes = [.. values.Select(value => (sbyte)(largest > 0 && float.IsFinite(value) ? MathF.Round(value / largest * 127) : 0))];
        return MemoryMarshal.AsBytes(bytes.AsSpan()).ToArray();
    }
}
