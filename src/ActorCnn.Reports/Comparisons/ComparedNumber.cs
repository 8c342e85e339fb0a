using ActorCnn.Training.Runs;

namespace ActorCnn.Reports.Comparisons;

/// <summary>A number by which trials are compared.</summary>
/// <param name="Name">Its name, as in <c>metrics.jsonl</c>.</param>
/// <param name="Of">Its value after an epoch that was evaluated.</param>
public sealed record ComparedNumber(string Name, Func<EpochMetrics, double> Of)
{
    /// <summary>The mean probability given to the right class.</summary>
    public static readonly ComparedNumber Probability = new("test_probability", metrics => metrics.TestProbability!.Value);

    /// <summary>The share of test samples told right.</summary>
    public static readonly ComparedNumber Accuracy = new("test_accuracy", metrics => metrics.TestAccuracy!.Value);

    /// <summary>The mean loss over the test samples, in nats.</summary>
    public static readonly ComparedNumber Loss = new("test_loss", metrics => metrics.TestLoss!.Value);

    /// <summary>Seconds of training.</summary>
    public static readonly ComparedNumber Seconds = new("elapsed_seconds", metrics => metrics.ElapsedSeconds);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ComparedNumber> All { get; } = [Probability, Accuracy, Loss, Seconds];
}
