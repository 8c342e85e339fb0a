using ActorCnn.Networks;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Formats.TensorBoard;

/// <summary>
/// The filters of a network's first convolution as one image: side by side in a square, from black for the least weight to white for the
/// largest, so that zero is about grey. Filters on three channels are shown in colour, others channel by channel.
/// </summary>
public static class FilterImage
{
    // Enough to see; a layer may have thousands of filters, and each of them may be large.
    private const int MostTiles = 256;
    private const int MostPixels = 1 << 20;

    // A tap is drawn as a block of pixels, so that a filter is about this wide.
    private const int TilePixels = 20;

    /// <summary>Draws the filters; null when there is no convolution, or one whose weights are not finite.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameter buffer.</param>
    public static PixelImage? Draw(Network network, ReadOnlySpan<float> parameters)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (FirstConvolution(network.Layers) is not { } layer)
        {
            return null;
        }

        NetworkTensor weight = layer.Tensors[0];
        ReadOnlySpan<float> weights = parameters.Slice(weight.Offset, weight.Shape.Count);
        IReadOnlyList<int> sizes = weight.Shape.Dimensions;
        int channels = sizes[1] == 3 ? 3 : 1;
        return Range(weights) is { } range ? Draw(weights, range, channels, sizes[2], sizes[3]) : null;
    }

    private static NetworkLayer? FirstConvolution(IEnumerable<NetworkLayer> layers) => layers
        .Select(layer => layer.Layer is ConvolutionLayer ? layer : FirstConvolution(layer.Branches.SelectMany(branch => branch)))
        .FirstOrDefault(layer => layer is not null);

    private static (float Least, float Largest)? Range(ReadOnlySpan<float> weights)
    {
        (float least, float largest) = (float.MaxValue, float.MinValue);
        foreach (float weight in weights)
        {
            if (!float.IsFinite(weight))
            {
                return null;
            }

            (least, largest) = (Math.Min(least, weight), Math.Max(largest, weight));
        }

        return (least, largest);
    }

    private static PixelImage Draw(ReadOnlySpan<float> weights, (float Least, float Largest) range, int channels, int height, int width)
    {
        int area = height * width;
        int block = Math.Max(1, TilePixels / Math.Max(height, width));

        // A black line between two filters.
        (int tileHeight, int tileWidth) = ((height * block) + 1, (width * block) + 1);
        int tiles = Math.Min(Math.Clamp(MostPixels / (tileHeight * tileWidth), 1, MostTiles), weights.Length / (channels * area));
        int columns = (int)Math.Ceiling(Math.Sqrt(tiles));
        int rows = (tiles + columns - 1) / columns;
        PixelImage image = new(channels, (rows * tileHeight) - 1, (columns * tileWidth) - 1);
        double scale = range.Largest > range.Least ? 255.0 / ((double)range.Largest - range.Least) : 0;
        for (int tile = 0; tile < tiles; tile++)
        {
            (int top, int left) = (tile / columns * tileHeight, tile % columns * tileWidth);
            for (int channel = 0; channel < channels; channel++)
            {
                ReadOnlySpan<float> taps = weights.Slice(((tile * channels) + channel) * area, area);
                for (int row = 0; row < height * block; row++)
                {
                    for (int column = 0; column < width * block; column++)
                    {
                        double weight = taps[(row / block * width) + (column / block)];
                        image[channel, top + row, left + column] = (byte)Math.Round((weight - range.Least) * scale);
                    }
                }
            }
        }

        return image;
    }
}
