using ActorCnn.Cluster.Joining;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages by which nodes come into a run and hear of its end.</summary>
internal static class JoiningFormats
{
    private const int MostSlices = 4096;

    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<Hello>(
            "hello.2",
            (to, message) => to.Int32(message.Protocol).Text(message.Product).Text(message.Node).Int32(message.Workers)
                .Byte(message.KeepsCopy ? (byte)1 : (byte)0),
            from => new Hello(
                from.Int32(), from.Text(), from.Text(), from.Int32(1, NodeFormats.MostWorkers), from.Byte(maximum: 1) == 1)),
        WireFormat.Of<Welcome>(
            "welcome.2",
            (to, message) => to
                .Text(message.Run)
                .Text(message.ConfigBlob)
                .Text(message.DataSha256)
                .Int32(message.Slices)
                .Text(message.BulkHost)
                .Int32(message.BulkPort)
                .Text(message.Token)
                .Byte(message.IsSpread ? (byte)1 : (byte)0),
            from => new Welcome(
                from.Text(), from.Text(), from.Text(), from.Int32(1, MostSlices), from.Text(), from.Int32(1, ushort.MaxValue), from.Text(),
                from.Byte(maximum: 1) == 1)),
        WireFormat.Of<Refused>(
            "refused.1",
            (to, message) => to.Sentence(message.Reason),
            from => new Refused(from.Sentence())),
        WireFormat.Of<CheckpointOffered>(
            "offered.1",
            (to, message) => to.Text(message.Run).Int64(message.Step).Text(message.Checkpoint).Text(message.Metrics),
            from => new CheckpointOffered(from.Text(), from.Int64(), from.Text(), from.Text())),
        WireFormat.Of<RunOver>(
            "over.1",
            (to, message) => to.Text(message.Run).Byte(message.Completed ? (byte)1 : (byte)0).Sentence(message.Reason),
            from => new RunOver(from.Text(), from.Byte(maximum: 1) == 1, from.Sentence())),
    ];
}
