using System.Globalization;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>Numbers of a run as text, the same in every culture.</summary>
internal static class ProgressText
{
    /// <summary>A line for the start of the training, or for its going on.</summary>
    public static string Line(RunStarted started) => FormattableString.Invariant(
        $"training: {started.Workers} workers, {started.Schedule.Epochs} epochs of {started.Schedule.BatchesPerEpoch} steps, from step {started.Position.Step}");

    /// <summary>A line for an epoch that was evaluated: how well the samples are told apart.</summary>
    public static string Line(EpochCompleted epoch, int epochs) => FormattableString.Invariant(
        $"epoch {epoch.Epoch}/{epochs}  loss {Loss(epoch.Train.Loss)}  test_accuracy {epoch.Test?.Accuracy:0.000}  test_probability {epoch.Test?.Probability:0.0000}");

    /// <summary>A line for what matters now: a change to the run's course that somebody asked for, or a warning; null for any other event.</summary>
    public static string? Notice(RunEvent happened) => happened switch
    {
        RunControlled { Change: not RunChange.Stop } controlled => FormattableString.Invariant(
            $"{controlled.Change.ToString().ToLowerInvariant()} after step {controlled.Position.Step}, asked for by {controlled.By}"),
        RunWarning warning => $"warning: {warning.Message}",
        _ => null,
    };

    /// <summary>How fast an epoch was, and the time since the run began.</summary>
    public static string Speed(EpochCompleted epoch) => FormattableString.Invariant(
        $"{epoch.SamplesPerSecond:0} samples/s  {Time(TimeSpan.FromSeconds(epoch.ElapsedSeconds))}");

    /// <summary>Four decimals, and more digits where those would show nothing.</summary>
    public static string Loss(double loss) =>
        loss.ToString(loss is > 0 and < 0.001 ? "0.00e-0" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>Hours, minutes and seconds, as <c>0:01:07</c>.</summary>
    public static string Time(TimeSpan time) => FormattableString.Invariant($"{(long)time.TotalHours}:{time:mm\\:ss}");
}
