using ActorCnn.Reports.Plots;
using ActorCnn.Training.Runs;

namespace ActorCnn.Reports.Runs;

/// <summary>The curves of several runs in one image.</summary>
public static class RunCurves
{
    /// <summary>Draws training loss, test loss and accuracy over epochs, and accuracy over time.</summary>
    /// <param name="runs">What the legend calls each run, and its metrics.</param>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(IReadOnlyList<(string Name, IReadOnlyList<EpochMetrics> Metrics)> runs) => PlotImage.Draw(
        [
            Panel("train_loss", "epoch", runs, metrics => metrics.TrainLoss, metrics => metrics.Epoch),
            Panel("test_loss", "epoch", runs, metrics => metrics.TestLoss, metrics => metrics.Epoch),
            Panel("test_accuracy", "epoch", runs, metrics => metrics.TestAccuracy, metrics => metrics.Epoch),
            Panel("test_accuracy", "seconds of training", runs, metrics => metrics.TestAccuracy, metrics => metrics.ElapsedSeconds),
        ],
        columns: 2);

    private static PlotPanel Panel(
        string title,
        string horizontal,
        IReadOnlyList<(string Name, IReadOnlyList<EpochMetrics> Metrics)> runs,
        Func<EpochMetrics, double?> height,
        Func<EpochMetrics, double> position) => new(title, horizontal, [.. runs.Select(run => Curve(run.Name, run.Metrics, height, position))]);

    // A loss that is not finite has no place in a picture.
    private static PlotCurve Curve(
        string name, IReadOnlyList<EpochMetrics> metrics, Func<EpochMetrics, double?> height, Func<EpochMetrics, double> position)
    {
        EpochMetrics[] shown = [.. metrics.Where(epoch => height(epoch) is { } value && double.IsFinite(value))];
        return new PlotCurve(name, [.. shown.Select(position)], [.. shown.Select(epoch => height(epoch)!.Value)]);
    }
}
