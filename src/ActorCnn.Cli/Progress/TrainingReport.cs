using ActorCnn.Cli.Options;
using ActorCnn.Cli.Output;
using ActorCnn.Cli.Processes;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Data;
using ActorCnn.Formats;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Progress;

/// <summary>Trains a prepared run and tells about it: what is trained, how it goes, how it ended.</summary>
internal sealed class TrainingReport(TrainingRun run, Terminal terminal)
{
    /// <summary>Trains.</summary>
    /// <param name="address">Where a dashboard shows the run; null for nowhere.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> TrainAsync(DashboardAddress? address = null)
    {
        TellStart();
        run.Warn = warning => terminal.Error.WriteLine($"warning: {warning}");
        await using DashboardServer? dashboard = address is null
            ? null
            : await DashboardServer.StartAsync(DashboardOptions.SubjectOf(run), address, TimeProvider.System).ConfigureAwait(false);
        if (dashboard is not null)
        {
            terminal.Line($"dashboard: {dashboard.Url}");
        }

        RunResult result;
        int signal;
        run.Snapshots = WeightSnapshots.OfEvaluations(run.Schedule, run.Network.ParameterCount);
        using (EventFileObserver events = new(run.Path, run.Network, run.Snapshots, TimeProvider.System))
        using (IProgressDisplay display = CreateDisplay())
        using (StopSignals signals = new(name => display.Tell(StopText(name)), terminal.Restore))
        {
            IReadOnlyList<IRunObserver> observers = dashboard is null ? [display, events] : [display, events, dashboard];
            result = await run.TrainAsync(Safetensors.Write, observers, () => signals.Name, signals.Token).ConfigureAwait(false);
            signal = signals.Code;
        }

        TellEnd(result);
        return result.End.Outcome switch
        {
            RunOutcome.Completed => ExitCode.Done,
            RunOutcome.Stopped => signal == 0 ? ExitCode.Terminated : signal,
            _ => ExitCode.Failed,
        };
    }

    private static string StopText(string signal) =>
        $"{signal}: the step in hand is finished and a checkpoint is written; once more ends at once";

    private IProgressDisplay CreateDisplay() => terminal.Ansi is { } ansi
        ? new LiveProgress(ansi, terminal.SharesError ? null : terminal.Error, TimeProvider.System)
        : new ProgressLines(terminal);

    private void TellStart()
    {
        foreach (string warning in run.Warnings)
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }

        NetworkTable.Write(run.Network, terminal);
        Dataset train = run.Data.Train;
        terminal.Line($"data: {train.Count} training and {run.Data.Test.Count} test samples of {train.Shape} in {train.ClassNames.Count} classes");
        foreach (string notice in run.Notices)
        {
            terminal.Line($"{notice}");
        }

        terminal.Line($"run: {run.Path}");
        if (run.Start is { } start)
        {
            terminal.Line($"resumed: {start.Path}");
        }
    }

    private void TellEnd(RunResult result)
    {
        if (result.Summary is { } summary)
        {
            if (summary.StoppedEarly is { } reason)
            {
                terminal.Line($"{reason}");
            }

            BestLine.Write(summary, terminal);
            terminal.Line($"model: {Path.Combine(run.Path, "model.safetensors")}");
            terminal.Line($"test: loss {ProgressText.Loss(summary.TestLoss ?? double.NaN)}  accuracy {summary.TestAccuracy:0.000}  probability {summary.TestProbability:0.0000}");
            terminal.Line($"time: {ProgressText.Time(TimeSpan.FromSeconds(result.End.Position.ElapsedSeconds))}  {summary.SamplesPerSecond:0} samples/s");
        }
        else if (result.End.Outcome == RunOutcome.Stopped)
        {
            terminal.Line($"{result.End.Reason}; go on with: actorcnn train --resume {run.Path}");
        }
        else
        {
            // No hash: whoever compares it must not take these weights for the run's, which another node may have gone on with.
            terminal.Error.WriteLine($"{CommandLine.Name}: the run failed: {result.End.Reason}");
            return;
        }

        terminal.Line($"weights_sha256 {result.WeightsSha256}");
    }
}
