using System.Globalization;
using ActorCnn.Reports.Comparisons;
using ActorCnn.Training.Comparisons;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Output;

/// <summary>Shows a comparison: for each variant a row for every epoch asked for and one for the end.</summary>
internal static class ComparisonTable
{
    /// <summary>Writes the table.</summary>
    public static void Write(IReadOnlyList<VariantResult> results, IReadOnlyList<int> at, Terminal terminal)
    {
        TextTable table = new(
            "variant", " epoch", " trials", " test_probability", " min", " q1", " q3", " max", " test_accuracy", " min", " q1", " q3", " max", " seconds");
        foreach (VariantResult result in results)
        {
            foreach (int epoch in at)
            {
                Add(table, result, $"{epoch}", number => result.At(epoch, number));
            }

            if (result.Epochs.Count > 0 && !at.Contains(result.Epochs[^1]))
            {
                Add(table, result, $"{result.Epochs[^1]}", result.AtEnd);
            }
        }

        terminal.Line($"medians over the trials, with the least, the quartiles and the most:");
        table.Write(terminal);
    }

    private static void Add(TextTable table, VariantResult result, FormattableString epoch, Func<Func<EpochMetrics, double>, Quartiles?> spreadOf)
    {
        if (spreadOf(ComparedNumber.Probability.Of) is { } probability && spreadOf(ComparedNumber.Accuracy.Of) is { } accuracy)
        {
            table.Add(
                [result.Variant.Name, FormattableString.Invariant(epoch), probability.Count.ToString(CultureInfo.InvariantCulture),
                    .. Texts(probability), .. Texts(accuracy), Text(spreadOf(ComparedNumber.Seconds.Of)!.Median, "0.00")]);
        }
    }

    private static IEnumerable<string> Texts(Quartiles spread) =>
        new[] { spread.Median, spread.Minimum, spread.Lower, spread.Upper, spread.Maximum }.Select(number => Text(number, "0.0000"));

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
