using System.CommandLine;
using System.Globalization;
using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Progress;
using ActorCnn.Reports.Runs;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;
using static System.FormattableString;

namespace ActorCnn.Cli.Commands;

/// <summary><c>runs</c>: what runs there are, and how two of them differ.</summary>
internal static class RunsCommand
{
    private static readonly Argument<string> Parent = new("DIR")
    {
        Description = "The directory of all runs; default: runs.",
        DefaultValueFactory = _ => "runs",
        Validators = { Inputs.RefuseOptions },
    };

    private static readonly Argument<string> First = Inputs.Path("A", "The directory of a run.");
    private static readonly Argument<string> Second = Inputs.Path("B", "The directory of another run.");
    private static readonly Option<string?> Plot = OutputFile.Option("--plot", ".png", "Draw the curves of both runs into this file.");

    /// <summary>Creates the command with its two.</summary>
    public static Command Create(Terminal terminal)
    {
        Command list = new("list", "Show the runs in a directory.") { Parent };
        list.SetAction(parsed => List(parsed.GetRequiredValue(Parent), terminal));
        Command compare = new("compare", "Show how two runs differ, in their settings and in what they came to.") { First, Second, Plot };
        compare.SetAction(parsed => Compare(
            parsed.GetRequiredValue(First), parsed.GetRequiredValue(Second), parsed.GetValue(Plot), terminal));
        return new Command("runs", "Look at several runs.") { list, compare };
    }

    private static int List(string directory, Terminal terminal)
    {
        IReadOnlyList<RunOverview> runs = RunOverview.ReadAll(directory);
        TextTable table = new("run", "started", "state", " epochs", " test_accuracy", " time", "weights_sha256");
        foreach (RunOverview run in runs)
        {
            table.Add(
                Path.GetFileName(run.Path),
                run.Started.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                run.State.ToString().ToLowerInvariant(),
                run.State == RunState.Damaged ? "" : Invariant($"{run.Epochs}/{run.EpochsWanted}"),
                run.Evaluated is { } evaluated ? Invariant($"{evaluated.TestAccuracy:0.0000}") : "",
                ProgressText.Time(TimeSpan.FromSeconds(run.Seconds)),
                run.WeightsSha256?[..12] ?? "");
        }

        table.Write(terminal);
        foreach (RunOverview run in runs.Where(run => run.Problem.Length > 0))
        {
            terminal.Error.WriteLine($"{Path.GetFileName(run.Path)}: {run.Problem.ReplaceLineEndings(" ")}");
        }

        return ExitCode.Done;
    }

    private static int Compare(string first, string second, string? plot, Terminal terminal)
    {
        using RunDirectory one = RunDirectory.Open(first);
        using RunDirectory other = RunDirectory.Open(second);
        IReadOnlyList<(string Setting, string Own, string Other)> differences =
            RunConfiguration.Load(one.Config, []).DifferencesFrom(RunConfiguration.Load(other.Config, []));
        IReadOnlyList<EpochMetrics> firstMetrics = one.ReadMetrics();
        IReadOnlyList<EpochMetrics> secondMetrics = other.ReadMetrics();
        (RunSummary? firstSummary, RunSummary? secondSummary) = (one.ReadSummary(), other.ReadSummary());
        if (plot is not null)
        {
            OutputFile.Write(plot, RunCurves.Draw([(first, firstMetrics), (second, secondMetrics)]));
        }

        WriteSettings(differences, first, second, terminal);
        WriteFigures((first, firstMetrics, firstSummary), (second, secondMetrics, secondSummary), terminal);
        if (plot is not null)
        {
            terminal.Line($"plot: {plot}");
        }

        return ExitCode.Done;
    }

    private static void WriteSettings(
        IReadOnlyList<(string Setting, string Own, string Other)> differences, string first, string second, Terminal terminal)
    {
        if (differences.Count == 0)
        {
            terminal.Line($"settings: all the same");
            return;
        }

        terminal.Line($"settings that differ:");
        TextTable table = new("setting", first, second);
        foreach ((string setting, string own, string other) in differences)
        {
            table.Add(setting, own, other);
        }

        table.Write(terminal);
    }

    private static void WriteFigures(
        (string Name, IReadOnlyList<EpochMetrics> Metrics, RunSummary? Summary) one,
        (string Name, IReadOnlyList<EpochMetrics> Metrics, RunSummary? Summary) other,
        Terminal terminal)
    {
        terminal.Line($"figures at the end:");
        TextTable table = new("", one.Name, other.Name);
        AddMetrics("epochs", metrics => Invariant($"{metrics.Epoch}"), evaluated: false);
        AddMetrics("train_loss", metrics => ProgressText.Loss(metrics.TrainLoss), evaluated: false);
        AddMetrics("test_loss", metrics => ProgressText.Loss(metrics.TestLoss!.Value), evaluated: true);
        AddMetrics("test_accuracy", metrics => Invariant($"{metrics.TestAccuracy:0.0000}"), evaluated: true);
        AddMetrics("test_probability", metrics => Invariant($"{metrics.TestProbability:0.0000}"), evaluated: true);
        AddMetrics("seconds", metrics => Invariant($"{metrics.ElapsedSeconds:0.00}"), evaluated: false);
        AddSummary("samples_per_second", summary => Invariant($"{summary.SamplesPerSecond:0}"));
        AddSummary("nodes", summary => Invariant($"{summary.Nodes}"));
        AddSummary("workers", summary => Invariant($"{summary.Workers}"));
        AddSummary("config_sha256", summary => summary.ConfigSha256);
        AddSummary("data_sha256", summary => summary.DataSha256);
        AddSummary("weights_sha256", summary => summary.WeightsSha256);
        table.Write(terminal);

        void AddMetrics(string name, Func<EpochMetrics, string> text, bool evaluated) => table.Add(
            name, Newest(one.Metrics, evaluated) is { } left ? text(left) : "", Newest(other.Metrics, evaluated) is { } right ? text(right) : "");

        void AddSummary(string name, Func<RunSummary, string> text) => table.Add(
            name, one.Summary is { } left ? text(left) : "not done", other.Summary is { } right ? text(right) : "not done");
    }

    private static EpochMetrics? Newest(IReadOnlyList<EpochMetrics> metrics, bool evaluated) =>
        metrics.LastOrDefault(epoch => !evaluated || epoch.TestLoss is not null);
}
