using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages of nodes that come and go, and of the run's end.</summary>
internal static class NodeFormats
{
    public const int MostWorkers = 4096;

    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<JoinRun>(
            "join.1",
            (to, message) => to.Text(message.Run).Text(message.Node).Int32(message.Workers),
            from => new JoinRun(from.Text(), from.Text(), from.Int32(1, MostWorkers))),
        WireFormat.Of<LeaveRun>(
            "leave.1",
            (to, message) => to.Text(message.Run).Text(message.Node),
            from => new LeaveRun(from.Text(), from.Text())),
        WireFormat.Of<NodeLost>(
            "node-lost.1",
            (to, message) => to.Text(message.Run).Text(message.Node),
            from => new NodeLost(from.Text(), from.Text())),
        WireFormat.Of<StopRun>(
            "stop.1",
            (to, message) => to.Text(message.Run).Sentence(message.Reason),
            from => new StopRun(from.Text(), from.Sentence())),
    ];
}
