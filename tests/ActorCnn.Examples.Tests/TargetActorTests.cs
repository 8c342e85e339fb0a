using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Metrics;
using ActorCnn.TestKit;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Examples.Tests;

// <actor-test>
public class TargetActorTests : TrainingActorTest
{
    private readonly RunMessages _messages = new();

    [Fact]
    public void Should_stop_the_run_once_the_target_is_reached()
    {
        FakeCoordinator coordinator = new(this, _messages);
        IActorRef target = Sys.ActorOf(Props.Create(() => new TargetActor(coordinator.Probe, 0.9)));

        target.Tell(Epoch(correct: 8));
        target.Tell(Epoch(correct: 9));

        coordinator.Probe.ExpectMsg(new StopRun("run", "accuracy 0.90"));
        coordinator.Probe.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Should_end_a_run_that_has_more_epochs_to_go()
    {
        RunMessages messages = _messages with { Schedule = _messages.Schedule with { Epochs = 9 } };
        FakeParameters parameters = new(this, messages);
        FakeNode node = new(this, messages);
        TestProbe reporter = CreateTestProbe();
        CoordinatorState start = new() { Run = messages.Run, Schedule = messages.Schedule, Position = RunPosition.Start };
        IActorRef coordinator = Sys.ActorOf(CoordinatorActor.Props(start, [parameters.Probe], reporter, TimeProvider.System));
        IActorRef target = Sys.ActorOf(Props.Create(() => new TargetActor(coordinator, 0.5)));

        node.Join(coordinator);
        node.ExpectGrant(messages.Step(0));
        parameters.Apply(coordinator, messages.Step(0));
        node.Evaluate(coordinator, node.ExpectGrant(messages.Evaluation(epoch: 0)));
        target.Tell(reporter.FishForMessage<EpochCompleted>(_ => true));

        node.ExpectGrant(messages.Step(1));
        parameters.Apply(coordinator, messages.Step(1));
        parameters.Probe.FishForMessage<WriteCheckpoint>(_ => true);
    }

    [Fact]
    public async Task Should_train_quietly_in_the_actor_system_of_a_test()
    {
        TrainingJob job = SmallJob.Of(new FlattenLayer(), new DenseLayer(3));

        TrainingResult result = await TrainAsync(job with { Workers = 2 });

        Assert.Equal(RunOutcome.Completed, result.End.Outcome);
    }

    private static EpochCompleted Epoch(int correct) => new()
    {
        Run = "run",
        Epoch = 1,
        Step = 1,
        Train = default,
        Test = new ShardMetrics(Samples: 10, LossSum: 5, ProbabilitySum: 5, correct),
        SamplesPerSecond = 1,
        LearningRate = 0.1,
        ElapsedSeconds = 1,
    };
}
// </actor-test>
