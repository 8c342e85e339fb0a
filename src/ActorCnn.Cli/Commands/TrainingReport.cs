using ActorCnn.Cli.Output;
using ActorCnn.Cli.Progress;
using ActorCnn.Data;
using ActorCnn.Formats;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary>Trains a prepared run and tells about it: what is trained, how it goes, how it ended.</summary>
internal sealed class TrainingReport(TrainingRun run, Terminal terminal)
{
    /// <summary>Trains.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> TrainAsync()
    {
        TellStart();
        using StopSignals signals = new(TellStop, terminal.Restore);
        RunResult result = await TrainAsync(signals).ConfigureAwait(false);
        TellEnd(result);
        return result.End.Outcome switch
        {
            RunOutcome.Completed => ExitCode.Done,
            RunOutcome.Stopped => signals.Code,
            _ => ExitCode.Failed,
        };
    }

    private async Task<RunResult> TrainAsync(StopSignals signals)
    {
        if (terminal.Ansi is null)
        {
            return await TrainAsync(new ProgressLines(terminal), signals).ConfigureAwait(false);
        }

        using LiveProgress progress = new(terminal.Ansi, terminal.SharesError ? null : terminal.Error, TimeProvider.System);
        return await TrainAsync(progress, signals).ConfigureAwait(false);
    }

    private Task<RunResult> TrainAsync(IRunObserver progress, StopSignals signals) =>
        run.TrainAsync(Write, [progress], () => signals.Name, signals.Token);

    private static void Write(
        Stream stream, Networks.Network network, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string> metadata) =>
        Safetensors.Write(stream, network, parameters, metadata);

    private void TellStart()
    {
        foreach (string warning in run.Warnings)
        {
            terminal.Error.WriteLine($"warning: {warning}");
        }

        NetworkTable.Write(run.Network, terminal);
        Dataset train = run.Data.Train;
        terminal.Line($"data: {train.Count} training and {run.Data.Test.Count} test samples of {train.Shape} in {train.ClassNames.Count} classes");
        terminal.Line($"workers: {run.Workers}");
        terminal.Line($"run: {run.Path}");
        if (run.Start is { } start)
        {
            terminal.Line($"resumed: after step {start.Header.Position.Step} from {start.Path}");
        }
    }

    private void TellStop(string signal) =>
        terminal.Error.WriteLine($"{signal}: the step in hand is finished and a checkpoint is written; once more ends at once");

    private void TellEnd(RunResult result)
    {
        if (result.Summary is { } summary)
        {
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
            terminal.Error.WriteLine($"actorcnn: the run failed: {result.End.Reason}");
        }

        terminal.Line($"weights_sha256 {result.WeightsSha256}");
    }
}
