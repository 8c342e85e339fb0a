using ActorCnn.Benchmarks.Cluster;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// The bytes of a step between two nodes. The fewest that could do are the weights once to the other node, and one sum of gradients back for
/// its half of the shards, an aligned sub-tree.
/// </summary>
internal static class WireCommand
{
    private const int Steps = 300;

    public static async Task<int> RunAsync()
    {
        MarkdownTable table = new("LeNet, batch 512, 2 nodes", "bytes a step", "the fewest", "ratio", "control messages, bytes a step");
        foreach (int slices in (int[])[1, 3])
        {
            WireFigures figures = await WireBenchmark.MeasureAsync(slices, Steps).ConfigureAwait(false);
            double fewest = 2.0 * figures.Parameters * sizeof(float);
            table.Add(
                $"{slices} slice{(slices > 1 ? "s" : "")}",
                MarkdownTable.Count(figures.BulkBytes),
                MarkdownTable.Count(fewest),
                (figures.BulkBytes / fewest).ToString("F4", System.Globalization.CultureInfo.InvariantCulture),
                figures.ControlBytes is { } control ? MarkdownTable.Count(control) : "not measured: no ss");
        }

        table.Write();
        return 0;
    }
}
