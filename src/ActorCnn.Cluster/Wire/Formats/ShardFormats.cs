using ActorCnn.Training.Protocol;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>Messages about shards: granted, computed, failed, counted.</summary>
internal static class ShardFormats
{
    public static IEnumerable<WireFormat> All =>
    [
        WireFormat.Of<GrantShards>(
            "grant.1",
            (to, message) => to.Pass(message.Pass).List(message.Ranges, (item, range) => item.Range(range)).Int32(message.Attempt),
            from => new GrantShards(from.Pass(), from.List(CommonParts.RangeBytes, item => item.Range()), from.Int32())),
        WireFormat.Of<GradientComputed>(
            "gradient.1",
            (to, message) => to.Pass(message.Pass).Range(message.Range).Int32(message.Attempt).Metrics(message.Metrics),
            from => new GradientComputed(from.Pass(), from.Range(), from.Int32(), from.Metrics())),
        WireFormat.Of<EvaluationComputed>(
            "evaluation.1",
            (to, message) => to.Pass(message.Pass).Range(message.Range).Int32(message.Attempt).Metrics(message.Metrics),
            from => new EvaluationComputed(from.Pass(), from.Range(), from.Int32(), from.Metrics())),
        WireFormat.Of<ShardsFailed>(
            "failed.1",
            (to, message) =>
                to.Pass(message.Pass).Range(message.Range).Int32(message.Attempt).Text(message.Node).Sentence(message.Reason),
            from => new ShardsFailed(from.Pass(), from.Range(), from.Int32(), from.Text(), from.Sentence())),
        WireFormat.Of<NotFinite>(
            "not-finite.1",
            (to, message) => to.Pass(message.Pass).Sentence(message.Problem),
            from => new NotFinite(from.Pass(), from.Sentence())),
        WireFormat.Of<ShardsCounted>(
            "counted.1",
            (to, message) => to.Pass(message.Pass).Range(message.Range).Int32(message.Slice),
            from => new ShardsCounted(from.Pass(), from.Range(), from.Int32())),
    ];
}
