using System.Globalization;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using SkiaSharp;

namespace ActorCnn.Reports.Html;

/// <summary>A filter of the first convolution as a small image.</summary>
/// <param name="Source">A data address of a PNG image, a pixel a weight.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Description">What it shows.</param>
public sealed record FilterImage(string Source, int Width, int Height, string Description)
{
    /// <summary>The most filters that are drawn.</summary>
    public const int Most = 64;

    /// <summary>
    /// Draws the filters of a network's first convolution: from black at the largest weight below zero to white at the largest above,
    /// the same scale for all. Three channels are red, green and blue; others are drawn side by side, at most eight of them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters in buffer order.</param>
    /// <returns>The images; none without a convolution.</returns>
    public static IReadOnlyList<FilterImage> Draw(Network network, ReadOnlySpan<float> weights)
    {
        ArgumentNullException.ThrowIfNull(network);
        NetworkTensor? tensor = network.Layers.SelectMany(WithInner).FirstOrDefault(layer => layer.Layer is ConvolutionLayer)?.Tensors[0];
        if (tensor is null)
        {
            return [];
        }

        float[] values = weights.Slice(tensor.Offset, tensor.Shape.Count).ToArray();
        float largest = values.Max(Math.Abs);
        int size = values.Length / tensor.Shape.Dimensions[0];
        return [.. Enumerable.Range(0, Math.Min(Most, tensor.Shape.Dimensions[0])).Select(filter =>
            Draw(values.AsSpan(filter * size, size), filter, tensor.Shape.Dimensions, largest == 0 ? 1 : largest))];
    }

    private static FilterImage Draw(ReadOnlySpan<float> filter, int number, IReadOnlyList<int> sizes, float largest)
    {
        (int channels, int height, int width) = (sizes[1], sizes[2], sizes[3]);
        bool isColour = channels == 3;
        int tiles = isColour ? 1 : Math.Min(8, channels);
        using SKBitmap image = new((tiles * (width + 1)) - 1, height);
        image.Erase(SKColors.Transparent);
        for (int tile = 0; tile < tiles; tile++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    int at = (((tile * height) + y) * width) + x;
                    int next = isColour ? height * width : 0;
                    image.SetPixel((tile * (width + 1)) + x, y, new SKColor(
                        Level(filter[at], largest), Level(filter[at + next], largest), Level(filter[at + next + next], largest)));
                }
            }
        }

        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        (float least, float most) = (filter[0], filter[0]);
        foreach (float weight in filter)
        {
            (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
        }

        string description = string.Create(CultureInfo.InvariantCulture, $"filter {number}: weights from {least:0.000} to {most:0.000}");
        return new FilterImage($"data:image/png;base64,{Convert.ToBase64String(png.AsSpan())}", image.Width, image.Height, description);
    }

    private static byte Level(float weight, float largest) => (byte)(127.5f + (127.5f * weight / largest));

    private static IEnumerable<NetworkLayer> WithInner(NetworkLayer layer) =>
        layer.Branches.SelectMany(branch => branch).SelectMany(WithInner).Prepend(layer);
}
