namespace ActorCnn.Networks.Metrics;

/// <summary>A figure of an epoch that decisions hang on, named as in <c>metrics.jsonl</c>.</summary>
public enum MonitoredMetric
{
    /// <summary>The mean loss over the test samples; lower is better.</summary>
    TestLoss,

    /// <summary>The share of test samples told right; higher is better.</summary>
    TestAccuracy,

    /// <summary>The mean probability given to the right class of the test samples; higher is better.</summary>
    TestProbability,

    /// <summary>The mean loss over the epoch's minibatches; lower is better.</summary>
    TrainLoss,
}

/// <summary>What a <see cref="MonitoredMetric"/> is called, where its value is, and which of two values is better.</summary>
public static class MonitoredMetrics
{
    private static readonly (MonitoredMetric Metric, string Name)[] Named =
    [
        (MonitoredMetric.TestLoss, "test_loss"),
        (MonitoredMetric.TestAccuracy, "test_accuracy"),
        (MonitoredMetric.TestProbability, "test_probability"),
        (MonitoredMetric.TrainLoss, "train_loss"),
    ];

    /// <summary>The names in configurations.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. Named.Select(entry => entry.Name)];

    /// <summary>The name in configurations.</summary>
    public static string NameOf(this MonitoredMetric metric) => Named.Single(entry => entry.Metric == metric).Name;

    /// <summary>The figure of a name.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static MonitoredMetric Parse(string name) => Named.Single(entry => entry.Name == name).Metric;

    /// <summary>The value in an epoch's metrics; null when the epoch was not evaluated and the figure is of the test samples.</summary>
    /// <param name="metric">The figure.</param>
    /// <param name="train">The metrics of the epoch's minibatches.</param>
    /// <param name="test">The metrics of the test samples; null when they were not evaluated.</param>
    public static double? ValueIn(this MonitoredMetric metric, ShardMetrics train, ShardMetrics? test) => metric switch
    {
        MonitoredMetric.TestLoss => test?.Loss,
        MonitoredMetric.TestAccuracy => test?.Accuracy,
        MonitoredMetric.TestProbability => test?.Probability,
        _ => train.Loss,
    };

    /// <summary>Whether a value is better than another by more than a difference. NaN is never better.</summary>
    public static bool IsBetter(this MonitoredMetric metric, double value, double than, double byMoreThan) =>
        metric is MonitoredMetric.TestLoss or MonitoredMetric.TrainLoss ? value < than - byMoreThan : value > than + byMoreThan;
}
