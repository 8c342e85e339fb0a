using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Tests.Progress;

/// <summary>Events of a run of ten epochs of four steps of eight samples.</summary>
internal static class RunEventsOfATest
{
    public static RunStarted Started(int epoch = 0) => new()
    {
        Run = "r",
        Schedule = new RunSchedule { TrainSamples = 32, TestSamples = 16, BatchSize = 8, ShardSize = 16, Epochs = 10 },
        Position = RunPosition.Start with { Step = 4 * epoch, Epoch = epoch },
        Nodes = 1,
        Workers = 3,
    };

    public static StepCompleted Step(long step, double loss) => new()
    {
        Run = "r",
        Pass = new Pass("r", PassKind.Gradient, step, (int)(step / 4), (int)(step % 4)),
        Metrics = new ShardMetrics(8, 8 * loss, 4, 6),
    };

    public static EpochCompleted Epoch(int epoch, bool isTested = true) => new()
    {
        Run = "r",
        Epoch = epoch,
        Step = 4 * epoch,
        Train = new ShardMetrics(32, 32 * 0.25, 24, 28),
        Test = isTested ? new ShardMetrics(16, 16 * 0.5, 12, 14) : null,
        SamplesPerSecond = 1234.4,
        LearningRate = 0.1,
        ElapsedSeconds = 3725.9,
    };

    public static RunWarning Warning(string message) => new() { Run = "r", Message = message };
}
