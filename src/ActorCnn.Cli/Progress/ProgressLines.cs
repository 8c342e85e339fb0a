using ActorCnn.Cli.Output;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>Plain progress, for output that is not a terminal: a line for every epoch that was evaluated.</summary>
internal sealed class ProgressLines(Terminal terminal) : IRunObserver
{
    private int _epochs;

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                _epochs = started.Schedule.Epochs;
                break;
            case EpochCompleted { Test: not null } epoch:
                terminal.Out.WriteLine(ProgressText.Line(epoch, _epochs));
                break;
            case RunWarning warning:
                terminal.Error.WriteLine($"warning: {warning.Message}");
                break;
        }
    }
}
