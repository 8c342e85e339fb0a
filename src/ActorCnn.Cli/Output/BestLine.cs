using ActorCnn.Cli.Progress;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Output;

/// <summary>The line about a run's best epoch, of a run that keeps its weights.</summary>
internal static class BestLine
{
    /// <summary>Writes it, or nothing.</summary>
    public static void Write(RunSummary summary, Terminal terminal)
    {
        if (summary.BestEpoch is { } epoch)
        {
            terminal.Line($"best: epoch {epoch}  loss {ProgressText.Loss(summary.BestTestLoss ?? double.NaN)}  accuracy {summary.BestTestAccuracy:0.000}  probability {summary.BestTestProbability:0.0000}");
        }
    }
}
