using ActorCnn.Networks;

namespace ActorCnn.Dashboard.Looks;

/// <summary>Makes what the page draws of a network's first filters.</summary>
internal static class FilterSheets
{
    private const int Most = 64;

    // A larger side is no filter that a page could show small.
    private const int LargestSide = 64;

    /// <summary>The first filters; those on other than one or three channels as the mean of these.</summary>
    /// <returns>Null when there are none that could be shown.</returns>
    public static FilterSheet? Of(Network network, ReadOnlySpan<float> weights) =>
        FirstFilters.Of(network, weights) is { } filters && Math.Max(filters.Size.Height, filters.Size.Width) <= LargestSide
            ? new FilterSheet($"layer {filters.Layer}", filters.Count, filters.Size.Height, filters.Size.Width, filters.IsColour ? 3 : 1,
                [.. Enumerable.Range(0, Math.Min(filters.Count, Most)).Select(filter => Item(filters, filter))])
            : null;

    private static byte[] Item(FirstFilters filters, int filter)
    {
        ReadOnlySpan<float> weights = filters.Weights(filter);
        int plane = filters.Size.Height * filters.Size.Width;
        float[] values = new float[filters.IsColour ? weights.Length : plane];
        float share = filters.Largest > 0 ? 127f * values.Length / weights.Length / filters.Largest : 0;
        for (int i = 0; i < weights.Length; i++)
        {
            values[i % values.Length] += weights[i] * share;
        }

        return [.. values.Select(value => unchecked((byte)(sbyte)MathF.Round(value)))];
    }
}
