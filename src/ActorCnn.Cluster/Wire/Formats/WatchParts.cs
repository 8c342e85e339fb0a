using ActorCnn.Networks.Metrics;
using ActorCnn.Training.EarlyStopping;

namespace ActorCnn.Cluster.Wire.Formats;

/// <summary>What a run's epochs have shown, each part written and read side by side; a byte says whether a part is there.</summary>
internal static class WatchParts
{
    public static WireWriter Watch(this WireWriter to, RunWatch? watch) => watch is null
        ? to.Byte(0)
        : to.Byte(1).Value(watch.Plateau).Double(watch.RateFactor).Value(watch.Stopping).Best(watch.Best);

    public static RunWatch? Watch(this WireReader from) => from.Byte(maximum: 1) == 0
        ? null
        : new RunWatch(from.Value(), from.Double(), from.Value(), from.Best());

    private static WireWriter Value(this WireWriter to, BestValue? best) => best is null
        ? to.Byte(0)
        : to.Byte(1).Byte((byte)best.Monitor).Int32(best.Epoch).Double(best.Value).Int32(best.Since);

    private static BestValue? Value(this WireReader from) => from.Byte(maximum: 1) == 0
        ? null
        : new BestValue((MonitoredMetric)from.Byte((byte)MonitoredMetric.TrainLoss), from.Int32(), from.Double(), from.Int32());

    private static WireWriter Best(this WireWriter to, BestEpoch? best) => best is null
        ? to.Byte(0)
        : best.Test is { } test ? to.Byte(2).Value(best.Value).Metrics(test) : to.Byte(1).Value(best.Value);

    private static BestEpoch? Best(this WireReader from) => from.Byte(maximum: 2) switch
    {
        0 => null,
        1 => new BestEpoch(from.Demanded(), null),
        _ => new BestEpoch(from.Demanded(), from.Metrics()),
    };

    private static BestValue Demanded(this WireReader from) =>
        from.Value() ?? throw new WireException("wire: a best epoch without its value; expected one, got none");
}
