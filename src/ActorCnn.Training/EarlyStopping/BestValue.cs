using ActorCnn.Networks.Metrics;

namespace ActorCnn.Training.EarlyStopping;

/// <summary>The best value of a figure so far, and how long ago it was. Immutable.</summary>
/// <param name="Monitor">The figure.</param>
/// <param name="Epoch">The epoch of the best value, from one; zero before the first.</param>
/// <param name="Value">The best value; zero before the first.</param>
/// <param name="Since">Values that came since and were not better.</param>
public sealed record BestValue(MonitoredMetric Monitor, int Epoch, double Value, int Since)
{
    /// <summary>Goes on from what is known of a figure, or begins when that is nothing, or of another figure.</summary>
    public static BestValue GoOn(BestValue? known, MonitoredMetric monitor) =>
        known is not null && known.Monitor == monitor ? known : new BestValue(monitor, 0, 0, 0);

    /// <summary>Takes the value of an epoch. One that is NaN or infinite is never the best.</summary>
    /// <param name="epoch">The epoch, from one.</param>
    /// <param name="value">The value.</param>
    /// <param name="minDelta">How much better it must be.</param>
    public BestValue After(int epoch, double value, double minDelta) =>
        double.IsFinite(value) && (Epoch == 0 || Monitor.IsBetter(value, Value, minDelta))
            ? new BestValue(Monitor, epoch, value, 0)
            : this with { Since = Since + 1 };
}
