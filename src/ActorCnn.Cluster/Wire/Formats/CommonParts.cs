using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Actor;
using Akka.Serialization;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>The parts that several messages have, each written and read side by side.</summary>
internal static class CommonParts
{
    /// <summary>The bytes of a shard range.</summary>
    public const int RangeBytes = 2 * sizeof(int);

    public static WireWriter Pass(this WireWriter to, Pass pass) =>
        to.Text(pass.Run).Byte((byte)pass.Kind).Int64(pass.Step).Int32(pass.Epoch).Int32(pass.Batch);

    public static Pass Pass(this WireReader from) =>
        new(from.Text(), (PassKind)from.Byte((byte)PassKind.Evaluation), from.Int64(), from.Int32(), from.Int32());

    public static WireWriter Range(this WireWriter to, ShardRange range) => to.Int32(range.Level).Int32(range.Index);

    public static ShardRange Range(this WireReader from)
    {
        int level = from.Int32(0, 30);
        return new ShardRange(level, from.Int32(0, int.MaxValue >> level));
    }

    public static WireWriter Metrics(this WireWriter to, ShardMetrics metrics) =>
        to.Int32(metrics.Samples).Double(metrics.LossSum).Double(metrics.ProbabilitySum).Int32(metrics.Correct);

    public static ShardMetrics Metrics(this WireReader from) => new(from.Int32(), from.Double(), from.Double(), from.Int32());

    public static WireWriter Position(this WireWriter to, RunPosition position) => to
        .Int64(position.Step)
        .Int32(position.Epoch)
        .Int32(position.Batch)
        .Metrics(position.EpochMetrics)
        .Double(position.TrainSeconds)
        .Double(position.ElapsedSeconds)
        .Int64(position.ShardsReissued)
        .Int32(position.NodesLost)
        .Watch(position.Watch);

    public static RunPosition Position(this WireReader from) => new(
        from.Int64(), from.Int32(), from.Int32(), from.Metrics(), from.Double(), from.Double(), from.Int64(), from.Int32(),
        from.Watch());

    public static WireWriter Actor(this WireWriter to, IActorRef actor) => to.Text(Serialization.SerializedActorPath(actor));
}
