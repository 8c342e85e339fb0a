using ActorCnn.Cluster.Downing;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>What nodes tell each other while some are in doubt.</summary>
internal static class DowningFormats
{
    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<InTouch>(
            "in-touch.2",
            (to, message) => to.List(message.Nodes, (item, node) => item.Text(node)).List(message.Unheard, (item, node) => item.Text(node)),
            from => new InTouch(from.List(sizeof(int), item => item.Text()), from.List(sizeof(int), item => item.Text()))),
    ];
}
