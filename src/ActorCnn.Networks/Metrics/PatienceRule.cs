namespace ActorCnn.Networks.Metrics;

/// <summary>When a figure counts as stuck: after so many values in a row that are not better than the best by more than a difference.</summary>
public sealed record PatienceRule
{
    /// <summary>The figure.</summary>
    public MonitoredMetric Monitor { get; init; } = MonitoredMetric.TestLoss;

    /// <summary>Values in a row without an improvement, at least one. The test's figures have one an evaluation, the training's one an epoch.</summary>
    public int Patience { get; init; } = 10;

    /// <summary>How much better a value must be to count, not negative; zero for any improvement.</summary>
    public double MinDelta { get; init; }
}
