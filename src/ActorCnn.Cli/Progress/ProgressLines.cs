using ActorCnn.Cli.Output;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>Plain progress, for output that is not a terminal: a line at the start and one for every epoch that was evaluated.</summary>
internal sealed class ProgressLines(Terminal terminal) : IProgressDisplay
{
    private int _epochs;

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                _epochs = started.Schedule.Epochs;
                terminal.Out.WriteLine(ProgressText.Line(started));
                break;
            case EpochCompleted { Test: not null } epoch:
                terminal.Out.WriteLine($"{ProgressText.Line(epoch, _epochs)}  {ProgressText.Speed(epoch)}");
                break;
            case var _ when ProgressText.Notice(happened) is { } notice:
                Tell(notice);
                break;
        }
    }

    /// <inheritdoc/>
    public void Tell(string line) => terminal.Error.WriteLine(line);

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
