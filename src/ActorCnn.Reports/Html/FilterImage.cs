using System.Globalization;
using ActorCnn.Networks;
using SkiaSharp;

namespace ActorCnn.Reports.Html;

/// <summary>One of the first filters of a network as a small image.</summary>
/// <param name="Source">A data address of a PNG image, a pixel a weight.</param>
/// <param name="Width">Its width in pixels.</param>
/// <param name="Height">Its height in pixels.</param>
/// <param name="Description">What it shows.</param>
public sealed record FilterImage(string Source, int Width, int Height, string Description)
{
    /// <summary>The most filters that are drawn.</summary>
    public const int Most = 64;

    // The channels of a filter that fit into one row.
    private const int MostTiles = 8;

    /// <summary>
    /// Draws the first filters of a network on one scale: black for the largest weight below zero, grey for zero, white for the largest above.
    /// Three channels are red, green and blue; others are drawn side by side, at most eight of them.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">Its parameters in buffer order.</param>
    /// <returns>The images; none when there are none, as <see cref="FirstFilters.Of"/> says.</returns>
    public static IReadOnlyList<FilterImage> Draw(Network network, ReadOnlySpan<float> weights) =>
        FirstFilters.Of(network, weights) is { } filters
            ? [.. Enumerable.Range(0, Math.Min(Most, filters.Count)).Select(filter => Draw(filters, filter))]
            : [];

    private static FilterImage Draw(FirstFilters filters, int number)
    {
        (int height, int width) = (filters.Size.Height, filters.Size.Width);
        int tiles = filters.IsColour ? 1 : Math.Min(MostTiles, filters.Size.Channels);
        using SKBitmap image = new((tiles * (width + 1)) - 1, height);
        image.Erase(SKColors.Transparent);
        for (int tile = 0; tile < tiles; tile++)
        {
            ReadOnlySpan<float> red = filters.Weights(number, tile);
            ReadOnlySpan<float> green = filters.IsColour ? filters.Weights(number, 1) : red;
            ReadOnlySpan<float> blue = filters.IsColour ? filters.Weights(number, 2) : red;
            for (int at = 0; at < height * width; at++)
            {
                image.SetPixel((tile * (width + 1)) + (at % width), at / width,
                    new SKColor(filters.Level(red[at]), filters.Level(green[at]), filters.Level(blue[at])));
            }
        }

        using SKData png = image.Encode(SKEncodedImageFormat.Png, 100);
        (float least, float most) = (float.MaxValue, float.MinValue);
        foreach (float weight in filters.Weights(number))
        {
            (least, most) = (Math.Min(least, weight), Math.Max(most, weight));
        }

        string description = string.Create(CultureInfo.InvariantCulture, $"filter {number}: weights from {least:0.000} to {most:0.000}");
        return new FilterImage($"data:image/png;base64,{Convert.ToBase64String(png.AsSpan())}", image.Width, image.Height, description);
    }
}
