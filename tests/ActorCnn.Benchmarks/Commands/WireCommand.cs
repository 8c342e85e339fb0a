using System.Globalization;
using ActorCnn.Benchmarks.Cluster;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// The bytes of a step between nodes, and how many go through each node's port of tensors. The fewest that could do are the weights once to
/// each other node, and one sum of gradients back for its part of the shards, an aligned sub-tree.
/// </summary>
internal static class WireCommand
{
    private const int Steps = 100;

    public static async Task<int> RunAsync()
    {
        MarkdownTable table = new(
            "LeNet, batch 512", "bytes a step", "the fewest", "ratio", "through the coordinator's port", "through the others' ports",
            "control messages, bytes a step");
        foreach ((int nodes, int slices) in ((int, int)[])[(2, 1), (2, 2), (4, 1), (4, 3), (4, 4)])
        {
            WireFigures figures = await WireBenchmark.MeasureAsync(nodes, slices, Steps).ConfigureAwait(false);
            double fewest = 2.0 * (nodes - 1) * figures.Parameters * sizeof(float);
            table.Add(
                $"{nodes} nodes, {slices} slice{(slices > 1 ? "s" : "")}",
                MarkdownTable.Count(figures.BulkBytes),
                MarkdownTable.Count(fewest),
                (figures.BulkBytes / fewest).ToString("F4", CultureInfo.InvariantCulture),
                Counted(figures.PortBytes[0]),
                string.Join(", ", figures.PortBytes.Skip(1).Select(Counted)),
                Counted(figures.ControlBytes));
        }

        table.Write();
        return 0;
    }

    private static string Counted(double? bytes) => bytes is { } count ? MarkdownTable.Count(count) : "not measured: no ss";
}
