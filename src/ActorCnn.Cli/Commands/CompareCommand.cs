using System.CommandLine;
using System.Globalization;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Processes;
using ActorCnn.Cli.Progress;
using ActorCnn.Formats;
using ActorCnn.Networks;
using ActorCnn.Reports.Comparisons;
using ActorCnn.Training.Comparisons;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary><c>compare</c>: trains several variants of a configuration, each with several seeds, and shows how they do.</summary>
internal static class CompareCommand
{
    private static readonly Argument<string> Configuration = Inputs.Path("CONFIG", "A configuration, or a comparison with named variants.");

    private static readonly Option<int?> Trials = Inputs.WholeNumber(
        "--trials", "Trials of each variant; default: the comparison's, or 10.", 1, ComparisonFile.MostTrials);

    private static readonly Option<string[]> Vary = new("--vary")
    {
        Description = "Values to compare, as network.7.init=seed,glorot. Several give every combination.",
        HelpName = "key=v1,v2",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<int[]> At = new("--at")
    {
        Description = "Epochs to show beside the end, as 200,300.",
        HelpName = "N,N",
        CustomParser = ParseEpochs,
    };

    private static readonly Option<int?> Workers = Inputs.WholeNumber(
        "--workers", "Worker actors of each trial; default: 1. The result does not depend on it.", 1, 1024);

    private static readonly Option<int?> AtOnce = Inputs.WholeNumber(
        "--at-once", "Trials at once; default: as many as keep the cores busy.", 1, 1024);

    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The directory of the comparison; default: runs/NAME-compare-TIME.",
        HelpName = "DIR",
    };

    /// <summary>Creates the command.</summary>
    public static Command Create(Terminal terminal)
    {
        Command command = new("compare", "Train variants of a configuration with several seeds each, and compare them.")
        {
            Configuration, Trials, Vary, At, Workers, AtOnce, RunOptions.Epochs, RunOptions.Seed, Out, RunOptions.Set,
        };
        command.SetAction(parsed => CompareAsync(
            new ComparisonRequest
            {
                Configuration = parsed.GetRequiredValue(Configuration),
                Overrides = RunOptions.Overrides(parsed),
                Variations = parsed.GetValue(Vary) ?? [],
                Trials = parsed.GetValue(Trials),
                At = parsed.GetValue(At) ?? [],
                Workers = parsed.GetValue(Workers) ?? 1,
                Output = parsed.GetValue(Out),
            },
            parsed.GetValue(AtOnce),
            terminal));
        return command;
    }

    private static async Task<int> CompareAsync(ComparisonRequest request, int? wantedAtOnce, Terminal terminal)
    {
        Comparison comparison = Comparison.Prepare(request, TimeProvider.System);
        int atOnce = wantedAtOnce ?? Math.Max(1, Environment.ProcessorCount / request.Workers);
        int trials = comparison.Variants.Count * comparison.Trials;
        terminal.Line($"comparison: {comparison.Variants.Count} variants, {comparison.Trials} trials each, {atOnce} at once");
        int ended = 0;
        ComparisonRun run = new(comparison, atOnce, Safetensors.Write, trial => TellTrial(trial, ++ended, trials, terminal));
        IReadOnlyList<VariantResult> results;
        int signal;
        using (StopSignals signals = new(name => terminal.Error.WriteLine($"{name}: trials that have not ended are dropped"), run.Clean))
        {
            results = await run.RunAsync(signals.Token).ConfigureAwait(false);
            signal = signals.Code;
        }

        if (ended > 0)
        {
            Write(comparison, results, terminal);
        }

        if (signal != 0)
        {
            terminal.Line($"stopped: {ended} of {trials} trials have ended{(ended == 0 ? ", nothing was kept" : "")}");
            return signal;
        }

        return results.All(result => result.Failed == 0) ? ExitCode.Done : ExitCode.Failed;
    }

    private static void TellTrial(TrialResult trial, int ended, int trials, Terminal terminal)
    {
        if (trial.Summary is { } summary)
        {
            terminal.Line($"{ended}/{trials}  {trial.Variant.Name}  seed {trial.Seed}  test_accuracy {summary.TestAccuracy:0.000}  test_probability {summary.TestProbability:0.0000}  {ProgressText.Time(TimeSpan.FromSeconds(summary.TrainSeconds))}  {summary.WeightsSha256}");
        }
        else
        {
            terminal.Error.WriteLine($"{ended}/{trials}  {trial.Variant.Name}  seed {trial.Seed}  failed: {trial.Failure}");
        }
    }

    private static void Write(Comparison comparison, IReadOnlyList<VariantResult> results, Terminal terminal)
    {
        string directory = comparison.Path;
        AtomicFile.WriteText(Path.Combine(directory, "trials.csv"), ComparisonCsv.Trials(results, directory));
        AtomicFile.WriteText(Path.Combine(directory, "curves.csv"), ComparisonCsv.Curves(results));
        AtomicFile.WriteBytes(Path.Combine(directory, "curves.png"), ComparisonPlot.Draw(results));
        ComparisonTable.Write(results, comparison.At, terminal);
        terminal.Line($"comparison: {directory}");
    }

    private static int[] ParseEpochs(System.CommandLine.Parsing.ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        string[] parts = text.Split(',');
        int[] epochs = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int epoch) ? epoch : 0)];
        if (epochs.Contains(0))
        {
            result.AddError(InvalidInputException.Describe("--at", "not epochs", "whole numbers from 1", $"'{text}'", "write it as --at 200,300"));
        }

        return epochs;
    }
}
