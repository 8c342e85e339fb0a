using ActorCnn.Training.Reporting;
using Microsoft.Extensions.Logging;

namespace ActorCnn.Hosting;

/// <summary>Tells a run's epochs, checkpoints, warnings and end to the host's log.</summary>
internal sealed partial class LogObserver(ILogger logger) : IRunObserver
{
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case RunStarted started:
                LogStarted(started.Workers, started.Nodes, started.Position.Step);
                break;
            case EpochCompleted epoch:
                LogEpoch(epoch.Epoch, epoch.Train.Loss, epoch.Test?.Accuracy, epoch.SamplesPerSecond);
                break;
            case CheckpointSaved checkpoint:
                LogCheckpoint(checkpoint.Step, checkpoint.Path);
                break;
            case RunWarning warning:
                LogWarning(warning.Message);
                break;
            case RunEnded { Outcome: RunOutcome.Failed } end:
                LogFailure(end.Reason);
                break;
            case RunEnded end:
                LogEnd(end.Outcome, end.Position.Step, end.Reason);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "training with {Workers} workers on {Nodes} nodes, from step {Step}")]
    private partial void LogStarted(int workers, int nodes, long step);

    [LoggerMessage(Level = LogLevel.Information, Message = "epoch {Epoch}: loss {Loss}, test accuracy {Accuracy}, {Speed:0} samples/s")]
    private partial void LogEpoch(int epoch, double loss, double? accuracy, double speed);

    [LoggerMessage(Level = LogLevel.Debug, Message = "checkpoint after step {Step}: {Path}")]
    private partial void LogCheckpoint(long step, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(Level = LogLevel.Error, Message = "the run failed: {Reason}")]
    private partial void LogFailure(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Outcome} after step {Step} {Reason}")]
    private partial void LogEnd(RunOutcome outcome, long step, string reason);
}
