using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages by which a run is paused, resumed, saved and asked how it stands.</summary>
internal static class ControlFormats
{
    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<PauseRun>(
            "pause.1",
            (to, message) => to.Text(message.Run).Text(message.By),
            from => new PauseRun(from.Text(), from.Text())),
        WireFormat.Of<ResumeRun>(
            "resume.1",
            (to, message) => to.Text(message.Run).Text(message.By),
            from => new ResumeRun(from.Text(), from.Text())),
        WireFormat.Of<SaveCheckpoint>(
            "save.1",
            (to, message) => to.Text(message.Run).Text(message.By),
            from => new SaveCheckpoint(from.Text(), from.Text())),
        WireFormat.Of<GetRunStatus>(
            "get-run-status.1",
            (to, message) => to.Text(message.Run),
            from => new GetRunStatus(from.Text())),
        WireFormat.Of<GetNodeStatus>(
            "get-node-status.1",
            (to, message) => to.Text(message.Run),
            from => new GetNodeStatus(from.Text())),
        WireFormat.Of<NodeStatus>(
            "node-status.1",
            (to, message) => to
                .Text(message.Run)
                .Text(message.Node)
                .Double(message.Seconds)
                .List(message.Samples, (item, samples) => item.Int64(samples)),
            from => new NodeStatus(from.Text(), from.Text(), from.Double(), from.List(sizeof(long), item => item.Int64()))),
    ];
}
