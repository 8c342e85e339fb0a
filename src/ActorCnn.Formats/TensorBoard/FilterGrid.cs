using ActorCnn.Networks;

namespace ActorCnn.Formats.TensorBoard;

/// <summary>
/// The first filters of a network as one image: side by side in a square, grey for zero, black and white for the largest weight below
/// and above it. Filters on three channels are shown in colour, others channel by channel.
/// </summary>
public static class FilterGrid
{
    // Enough to see; a layer may have thousands of filters, and each of them may be large.
    private const int MostTiles = 256;
    private const int MostPixels = 1 << 20;

    // A tap is drawn as a block of pixels, so that a filter is about this wide.
    private const int TilePixels = 20;

    /// <summary>Draws the filters; null when there are none, as <see cref="FirstFilters.Of"/> says.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameter buffer.</param>
    public static PixelImage? Draw(Network network, ReadOnlySpan<float> parameters) =>
        FirstFilters.Of(network, parameters) is { } filters ? Draw(filters) : null;

    private static PixelImage Draw(FirstFilters filters)
    {
        (int colours, int height, int width) = (filters.IsColour ? 3 : 1, filters.Size.Height, filters.Size.Width);
        int tilesPerFilter = filters.Size.Channels / colours;
        int block = Math.Max(1, TilePixels / Math.Max(height, width));

        // A black line between two filters.
        (int tileHeight, int tileWidth) = ((height * block) + 1, (width * block) + 1);
        int tiles = Math.Min(Math.Clamp(MostPixels / (tileHeight * tileWidth), 1, MostTiles), filters.Count * tilesPerFilter);
        int columns = (int)Math.Ceiling(Math.Sqrt(tiles));
        int rows = (tiles + columns - 1) / columns;
        PixelImage image = new(colours, (rows * tileHeight) - 1, (columns * tileWidth) - 1);
        for (int tile = 0; tile < tiles; tile++)
        {
            (int top, int left) = (tile / columns * tileHeight, tile % columns * tileWidth);
            for (int colour = 0; colour < colours; colour++)
            {
                ReadOnlySpan<float> taps = filters.Weights(tile / tilesPerFilter, (tile % tilesPerFilter) + colour);
                for (int row = 0; row < height * block; row++)
                {
                    for (int column = 0; column < width * block; column++)
                    {
                        image[colour, top + row, left + column] = filters.Level(taps[(row / block * width) + (column / block)]);
                    }
                }
            }
        }

        return image;
    }
}
