using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages about checkpoints.</summary>
internal static class CheckpointFormats
{
    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<WriteCheckpoint>(
            "write-checkpoint.2",
            (to, message) => to.Text(message.Run).Position(message.Position),
            from => new WriteCheckpoint(from.Text(), from.Position())),
        WireFormat.Of<CheckpointWritten>(
            "checkpoint.2",
            (to, message) => to.Text(message.Run).Int64(message.Step).OptionalText(message.Path).Int32(message.Slice),
            from => new CheckpointWritten(from.Text(), from.Int64(), from.OptionalText(), from.Int32())),
        WireFormat.Of<CheckpointFailed>(
            "checkpoint-failed.1",
            (to, message) => to.Text(message.Run).Int64(message.Step).Sentence(message.Reason),
            from => new CheckpointFailed(from.Text(), from.Int64(), from.Sentence())),
        WireFormat.Of<KeepBest>(
            "keep-best.1",
            (to, message) => to.Text(message.Run).Position(message.Position),
            from => new KeepBest(from.Text(), from.Position())),
        WireFormat.Of<BestKept>(
            "best-kept.1",
            (to, message) => to.Text(message.Run).Int64(message.Step).OptionalText(message.Problem),
            from => new BestKept(from.Text(), from.Int64(), from.OptionalText())),
    ];
}
