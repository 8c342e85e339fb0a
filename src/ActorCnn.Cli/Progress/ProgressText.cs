using System.Globalization;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>Numbers of a run as text, the same in every culture.</summary>
internal static class ProgressText
{
    /// <summary>A line for an epoch that was evaluated.</summary>
    public static string Line(EpochCompleted epoch, int epochs) => FormattableString.Invariant(
        $"epoch {epoch.Epoch}/{epochs}  loss {Loss(epoch.Train.Loss)}  test_accuracy {epoch.Test?.Accuracy:0.000}  test_probability {epoch.Test?.Probability:0.0000}  {epoch.SamplesPerSecond:0} samples/s  {Time(TimeSpan.FromSeconds(epoch.ElapsedSeconds))}");

    /// <summary>Four decimals, and more digits where those would show nothing.</summary>
    public static string Loss(double loss) =>
        loss.ToString(loss is > 0 and < 0.001 ? "0.00E+0" : "0.0000", CultureInfo.InvariantCulture);

    /// <summary>Hours, minutes and seconds, as <c>0:01:07</c>.</summary>
    public static string Time(TimeSpan time) => FormattableString.Invariant($"{(long)time.TotalHours}:{time:mm\\:ss}");
}
