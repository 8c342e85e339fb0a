using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages about where the slices of the parameters are.</summary>
internal static class PlacementFormats
{
    // Two empty texts and two numbers.
    private const int PlacedBytes = 4 * sizeof(int);

    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<HoldSlice>(
            "hold.1",
            (to, message) => to.Text(message.Run).Int32(message.Slice).Int64(message.Step).Text(message.State),
            from => new HoldSlice(from.Text(), from.Int32(), from.Int64(), from.Text())),
        WireFormat.Of<SliceHeld>(
            "held.1",
            (to, message) => to.Text(message.Run).Placed(message.Placed),
            from => new SliceHeld(from.Text(), from.Placed())),
        WireFormat.Of<SlicesPlaced>(
            "placed.1",
            (to, message) => to.Text(message.Run).List(message.Slices, (item, slice) => item.Placed(slice)),
            from => new SlicesPlaced(from.Text(), from.List(PlacedBytes, item => item.Placed()))),
    ];

    private static WireWriter Placed(this WireWriter to, PlacedSlice slice) =>
        to.Int32(slice.Slice).Actor(slice.Owner).Text(slice.Host).Int32(slice.Port);

    private static PlacedSlice Placed(this WireReader from) =>
        new(from.Int32(), from.Actor(), from.Text(), from.Int32(1, ushort.MaxValue));
}
