using ActorCnn.Dashboard.Hosting;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.TestKit;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Control;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Dashboard.Tests;

/// <summary>A small network on noise with a stripe that tells the class, and the events of a run on it.</summary>
internal static class RunOfATest
{
    public const string Run = "run";

    public static DataSplit Data { get; } = SampleData.Random(samples: 64, new Shape(1, 8, 8), classes: 3, seed: 1);

    public static Network Network { get; } = Network.Create(
        Data.Train.Shape, [new ConvolutionLayer(4, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2), new FlattenLayer(), new DenseLayer(3)]);

    public static RunSchedule Schedule { get; } =
        RunSchedule.Create(new TrainingSettings { BatchSize = 16, ShardSize = 8, Epochs = 5 }, Data.Train.Count, Data.Test.Count);

    public static DashboardSubject Subject(RunControl? control = null) => new()
    {
        Name = "test <run>",
        Epochs = Schedule.Epochs,
        Network = Network,
        Test = Data.Test,
        Weights = () => Network.InitialParameters(1),
        Control = control,
    };

    public static TrainingJob Job(int epochs, RunControl? control = null, params IRunObserver[] observers) => new()
    {
        Network = Network,
        Data = Data,
        Schedule = Schedule with { Epochs = epochs },
        Optimizer = new SgdOptimizer(0.1f),
        Seed = 3,
        Workers = 2,
        Control = control,
        Observers = observers,
    };

    public static RunStarted Started() =>
        new() { Run = Run, Schedule = Schedule, Position = RunPosition.Start, Nodes = 1, Workers = 2 };

    public static StepCompleted Step(long step) =>
        new() { Run = Run, Pass = Schedule.GradientPass(Run, step), Metrics = new ShardMetrics(16, 16 * 0.5, 8, 12) };

    public static RunStatus Status(params NodeInRun[] nodes) => new()
    {
        Run = Run,
        Phase = RunPhase.Training,
        IsPauseAsked = false,
        Position = RunPosition.Start with { ShardsReissued = 3, NodesLost = 1 },
        LearningRate = 0.1,
        Nodes = [.. nodes],
        Gone = [new GoneNode("gone", true)],
    };

    public static RunEnded Ended() => new()
    {
        Run = Run,
        Outcome = RunOutcome.Completed,
        Reason = "",
        Position = RunPosition.Start with { Step = 20, Epoch = 5 },
        Test = null,
        Nodes = 1,
        Workers = 2,
    };
}
