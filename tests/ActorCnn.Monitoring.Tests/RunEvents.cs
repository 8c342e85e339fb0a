using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Monitoring.Tests;

/// <summary>Events of a small run.</summary>
internal static class RunEvents
{
    private const string Run = "run";
    private static readonly RunSchedule Schedule = new() { TrainSamples = 128, TestSamples = 20, BatchSize = 64, ShardSize = 16, Epochs = 2 };

    public static RunStarted Started(int nodes, int workers, RunPosition? position = null) => new()
    {
        Run = Run,
        Schedule = Schedule,
        Position = position ?? RunPosition.Start,
        Nodes = nodes,
        Workers = workers,
    };

    public static StepCompleted Step(int samples, double loss, double trainSeconds, long reissued = 0) => new()
    {
        Run = Run,
        Pass = Schedule.GradientPass(Run, step: 0),
        Metrics = new ShardMetrics(samples, loss * samples, ProbabilitySum: samples / 2.0, Correct: samples / 2),
        Position = RunPosition.Start with { TrainSeconds = trainSeconds, ShardsReissued = reissued },
    };

    public static NodesChanged Nodes(int nodes, int workers, int lost) => new() { Run = Run, Nodes = nodes, Workers = workers, NodesLost = lost };

    public static EpochCompleted Epoch(int epoch, double? testLoss) => new()
    {
        Run = Run,
        Epoch = epoch,
        Step = epoch * 2,
        Train = new ShardMetrics(128, 64, 64, 64),
        Test = testLoss is { } loss ? new ShardMetrics(Samples: 20, loss * 20, ProbabilitySum: 15, Correct: 16) : null,
        SamplesPerSecond = 1000,
        LearningRate = 0.1,
        ElapsedSeconds = 1,
    };
}
