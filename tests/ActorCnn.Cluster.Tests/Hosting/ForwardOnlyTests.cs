using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cluster.Tests.Hosting;

public class ForwardOnlyTests : IRunObserver
{
    private readonly List<RunEvent> _told = [];

    void IRunObserver.OnEvent(RunEvent happened) => _told.Add(happened);

    [Fact]
    public void Should_tell_nothing_twice_when_steps_are_done_again()
    {
        ForwardOnly forward = new(this);
        RunEvent[] events = [Started(), Step(1), Step(2), Epoch(1), Step(3), Started(), Step(2), Epoch(1), Step(3), Step(4), Epoch(2)];
        Array.ForEach(events, forward.OnEvent);
        Assert.Equal([events[0], events[1], events[2], events[3], events[4], events[9], events[10]], _told);
    }

    private static RunStarted Started() => new()
    {
        Run = "run",
        Schedule = new() { TrainSamples = 4, TestSamples = 4, BatchSize = 2, ShardSize = 2, Epochs = 9 },
        Position = RunPosition.Start,
        Nodes = 1,
        Workers = 1,
    };

    private static StepCompleted Step(long step) => new()
    {
        Run = "run",
        Pass = new Pass("run", PassKind.Gradient, step - 1, 0, 0),
        Metrics = default,
        Position = RunPosition.Start with { Step = step },
    };

    private static EpochCompleted Epoch(int epoch) => new()
    {
        Run = "run",
        Epoch = epoch,
        Step = 2 * epoch,
        Train = default,
        Test = null,
        SamplesPerSecond = 1,
        LearningRate = 0.1,
        ElapsedSeconds = 1,
    };
}
