using ActorCnn.Reports.Plots;
using ActorCnn.Training.Comparisons;

namespace ActorCnn.Reports.Comparisons;

/// <summary>A comparison as an image: medians over the trials as lines, the middle half of the trials as bands.</summary>
public static class ComparisonPlot
{
    /// <summary>Draws probability and accuracy, each over epochs and over time.</summary>
    /// <returns>The bytes of a PNG file.</returns>
    public static byte[] Draw(IReadOnlyList<VariantResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        VariantResult[] shown = [.. results.Where(result => result.Epochs.Count > 0)];
        return PlotImage.Draw(
            [
                .. new[] { ComparedNumber.Probability, ComparedNumber.Accuracy }.SelectMany(number => new[]
                {
                    Panel(shown, number, "epoch", (_, epoch) => epoch),
                    Panel(shown, number, "seconds of training, median", (result, epoch) => result.At(epoch, ComparedNumber.Seconds.Of)!.Median),
                }),
            ],
            columns: 2);
    }

    private static PlotPanel Panel(
        VariantResult[] results, ComparedNumber number, string horizontal, Func<VariantResult, int, double> position) =>
        new(number.Name, horizontal, [.. results.Select(result => Curve(result, number, position))]);

    private static PlotCurve Curve(VariantResult result, ComparedNumber number, Func<VariantResult, int, double> position)
    {
        Quartiles[] spreads = [.. result.Epochs.Select(epoch => result.At(epoch, number.Of)!)];
        return new PlotCurve(
            result.Variant.Name, [.. result.Epochs.Select(epoch => position(result, epoch))], [.. spreads.Select(spread => spread.Median)])
        {
            Band = ([.. spreads.Select(spread => spread.Lower)], [.. spreads.Select(spread => spread.Upper)]),
        };
    }
}
