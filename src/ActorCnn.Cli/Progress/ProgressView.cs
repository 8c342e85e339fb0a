using Spectre.Console;
using Spectre.Console.Rendering;
using static System.FormattableString;

namespace ActorCnn.Cli.Progress;

/// <summary>What a terminal shows of a run's progress: a bar, and under it the newest numbers.</summary>
internal static class ProgressView
{
    /// <summary>The view of a moment.</summary>
    public static IRenderable Of(RunProgress.Snapshot? moment)
    {
        if (moment is null)
        {
            return new Text("starting");
        }

        Grid bar = new Grid().AddColumns(2);
        bar.AddRow(new ProgressBar(moment.Done), new Text(Invariant($"{moment.Done * 100:0} %  {Left(moment.Left)}")));
        return new Rows(bar, new Text(Training(moment)), new Text(Testing(moment)));
    }

    private static string Training(RunProgress.Snapshot moment) => Invariant(
        $"epoch {moment.Epoch}/{moment.Epochs}  loss {ProgressText.Loss(moment.Train.Loss)}  accuracy {moment.Train.Accuracy:0.000}  {moment.SamplesPerSecond:0} samples/s");

    private static string Testing(RunProgress.Snapshot moment) => moment.Test is not { } test
        ? "not yet tested"
        : Invariant($"tested after epoch {moment.TestedEpoch}  accuracy {test.Accuracy:0.000}  probability {test.Probability:0.0000}");

    private static string Left(TimeSpan? left) => left is { } time ? $"{ProgressText.Time(time)} left" : "";
}
