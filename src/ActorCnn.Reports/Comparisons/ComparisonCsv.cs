using System.Globalization;
using System.Text;
using ActorCnn.Training.Comparisons;
using ActorCnn.Training.Runs;

namespace ActorCnn.Reports.Comparisons;

/// <summary>
/// A comparison as comma-separated values (RFC 4180, with line feeds), the same in every culture. Numbers are written so that reading
/// them gives the same bits.
/// </summary>
public static class ComparisonCsv
{
    /// <summary>A line for each trial: what it came to, and where its directory is.</summary>
    /// <param name="results">The variants with their trials.</param>
    /// <param name="root">The comparison's directory, from which the trials' are told.</param>
    public static string Trials(IReadOnlyList<VariantResult> results, string root)
    {
        StringBuilder text = new();
        Add(text, "variant", "trial", "seed", "weights_sha256", "epochs", "test_probability", "test_accuracy", "test_loss", "train_seconds",
            "samples_per_second", "directory", "failure");
        foreach (TrialResult trial in results.SelectMany(result => result.Trials))
        {
            RunSummary? summary = trial.Summary;
            Add(text, trial.Variant.Name, trial.Number, trial.Seed, summary?.WeightsSha256, summary?.Epochs, summary?.TestProbability,
                summary?.TestAccuracy, summary?.TestLoss, summary?.TrainSeconds, summary?.SamplesPerSecond,
                Path.GetRelativePath(root, trial.Directory), trial.Failure);
        }

        return text.ToString();
    }

    /// <summary>A line for each variant, evaluated epoch and number: how that is spread over the trials.</summary>
    public static string Curves(IReadOnlyList<VariantResult> results)
    {
        StringBuilder text = new();
        Add(text, "variant", "epoch", "number", "trials", "min", "q1", "median", "q3", "max");
        foreach (VariantResult result in results)
        {
            foreach (int epoch in result.Epochs)
            {
                foreach (ComparedNumber number in ComparedNumber.All)
                {
                    Quartiles spread = result.At(epoch, number.Of)!;
                    Add(text, result.Variant.Name, epoch, number.Name, spread.Count, spread.Minimum, spread.Lower, spread.Median, spread.Upper,
                        spread.Maximum);
                }
            }
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, params object?[] fields) => text
        .AppendJoin(',', fields.Select(field => Quote(Convert.ToString(field, CultureInfo.InvariantCulture) ?? "")))
        .Append('\n');

    private static string Quote(string field) =>
        field.AsSpan().ContainsAny(",\"\r\n") ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
