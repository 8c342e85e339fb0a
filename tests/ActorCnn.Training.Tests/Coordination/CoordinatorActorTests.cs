using ActorCnn.TestKit;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Training.Tests.Coordination;

public class CoordinatorActorTests : TrainingActorTest
{
    private static readonly RunMessages Messages = new();
    private readonly FakeParameters _parameters;
    private readonly TestProbe _reporter;
    private readonly FakeNode _node;
    private readonly IActorRef _coordinator;

    public CoordinatorActorTests()
    {
        _parameters = new FakeParameters(this, Messages);
        _reporter = CreateTestProbe("reporter");
        _node = new FakeNode(this, Messages, "a");
        CoordinatorState initial = new() { Run = Messages.Run, Schedule = Messages.Schedule, Position = RunPosition.Start };
        _coordinator = Sys.ActorOf(CoordinatorActor.Props(initial, [_parameters.Probe], _reporter, TimeProvider.System));
    }

    [Fact]
    public void Should_drive_a_run_from_the_first_grant_to_its_end()
    {
        Pass step = Messages.Step(0);
        Pass evaluation = Messages.Evaluation(epoch: 0);
        _node.Join(_coordinator, workers: 2);
        _reporter.ExpectMsg<RunStarted>();
        _node.ExpectGrant(step);
        _parameters.Apply(_coordinator, step);
        _reporter.ExpectMsg<StepCompleted>(completed => completed.Metrics == Messages.Metrics(step, Messages.All(step)));
        _node.Evaluate(_coordinator, _node.ExpectGrant(evaluation));
        _reporter.ExpectMsg<EpochCompleted>(epoch => epoch.Test == Messages.Metrics(evaluation, Messages.All(evaluation)));
        _parameters.Probe.ExpectMsg<WriteCheckpoint>(checkpoint => checkpoint.Position.Step == 1);
        _parameters.Probe.Send(_coordinator, new CheckpointWritten(Messages.Run, 1, "file"));
        _reporter.ExpectMsg<CheckpointSaved>();
        _reporter.ExpectMsg<RunEnded>(end => end.Outcome == RunOutcome.Completed);
    }

    [Fact]
    public void Should_grant_a_dead_node_s_shards_to_the_next_that_joins()
    {
        _node.Join(_coordinator);
        Assert.Equal(1, _node.ExpectGrant(Messages.Step(0)).Attempt);
        _node.Die();
        _reporter.FishForMessage(message => message is RunWarning warning && warning.Message.Contains("node a was lost", StringComparison.Ordinal));
        FakeNode second = new(this, Messages, "b");
        second.Join(_coordinator);
        GrantShards grant = second.ExpectGrant(Messages.Step(0));
        Assert.Equal((2, Messages.All(grant.Pass)), (grant.Attempt, grant.Ranges.Single()));
    }

    [Fact]
    public void Should_grant_nothing_while_paused_and_tell_how_it_stands()
    {
        Pass step = Messages.Step(0);
        _node.Join(_coordinator, workers: 2);
        _node.ExpectGrant(step);
        _coordinator.Tell(new PauseRun(Messages.Run, "test"));
        _parameters.Apply(_coordinator, step);
        _reporter.FishForMessage(message => message is RunControlled { Change: RunChange.Pause });
        _coordinator.Tell(new GetRunStatus(Messages.Run));
        _reporter.ExpectMsg<RunStatus>(status => status.Phase == RunPhase.Paused && status.IsPauseAsked);

        // The question is the first thing that the node hears after its grant.
        _node.Probe.ExpectMsg<GetNodeStatus>();
        _node.Probe.Send(_coordinator, new NodeStatus(Messages.Run, "a", 1, [16, 16]));
        _reporter.ExpectMsg<NodeProgress>(progress => progress.Status.Samples.Sum() == 32);
        _coordinator.Tell(new ResumeRun(Messages.Run, "test"));
        _node.Probe.ExpectMsg<GrantShards>(grant => grant.Pass.Kind == PassKind.Evaluation);
    }

    [Fact]
    public void Should_not_let_a_node_of_another_run_join()
    {
        new FakeNode(this, Messages with { Run = "other" }, "b").Join(_coordinator);
        _node.Join(_coordinator);
        _node.ExpectGrant(Messages.Step(0));
        _reporter.ExpectMsg<RunStarted>(started => started.Nodes == 1);
    }
}
