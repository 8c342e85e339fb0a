using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Training.Tests.Coordination;

public class CoordinatorActorTests : ActorTest
{
    private const string Run = "run";
    private static readonly RunSchedule Schedule = new()
    {
        TrainSamples = 32,
        TestSamples = 16,
        BatchSize = 32,
        ShardSize = 16,
        Epochs = 1,
    };

    private readonly TestProbe _parameters;
    private readonly TestProbe _reporter;
    private readonly TestProbe _node;
    private readonly IActorRef _coordinator;

    public CoordinatorActorTests()
    {
        _parameters = CreateTestProbe("parameters");
        _reporter = CreateTestProbe("reporter");
        _node = CreateTestProbe("node");
        CoordinatorState initial = new() { Run = Run, Schedule = Schedule, Position = RunPosition.Start };
        _coordinator = Sys.ActorOf(CoordinatorActor.Props(initial, [_parameters], _reporter, TimeProvider.System));
    }

    [Fact]
    public void Should_drive_a_run_from_the_first_grant_to_its_end()
    {
        ShardMetrics metrics = new(32, 16, 8, 20);
        _node.Send(_coordinator, new JoinRun(Run, "a", 2));
        _reporter.ExpectMsg<RunStarted>();
        Pass step = _node.ExpectMsg<GrantShards>().Pass;
        _parameters.Send(_coordinator, new StepApplied(step, metrics, 0.1));
        _reporter.ExpectMsg<StepCompleted>(completed => completed.Metrics == metrics);
        Pass evaluation = _node.ExpectMsg<GrantShards>(grant => grant.Pass.Kind == PassKind.Evaluation).Pass;
        _node.Send(_coordinator, new EvaluationComputed(evaluation, ShardRange.Root(1), 1, metrics));
        _reporter.ExpectMsg<EpochCompleted>(epoch => epoch.Test == metrics);
        _parameters.ExpectMsg<WriteCheckpoint>(checkpoint => checkpoint.Position.Step == 1);
        _parameters.Send(_coordinator, new CheckpointWritten(Run, 1, "file"));
        _reporter.ExpectMsg<CheckpointSaved>();
        _reporter.ExpectMsg<RunEnded>(end => end.Outcome == RunOutcome.Completed);
    }

    [Fact]
    public void Should_grant_a_dead_node_s_shards_to_the_next_that_joins()
    {
        _node.Send(_coordinator, new JoinRun(Run, "a", 1));
        _node.ExpectMsg<GrantShards>(grant => grant.Attempt == 1);
        Sys.Stop(_node);
        _reporter.FishForMessage(message => message is RunWarning warning && warning.Message.Contains("node a was lost", StringComparison.Ordinal));
        TestProbe second = CreateTestProbe("second");
        second.Send(_coordinator, new JoinRun(Run, "b", 1));
        second.ExpectMsg<GrantShards>(grant => grant.Attempt == 2 && grant.Ranges.Single() == ShardRange.Root(2));
    }

    [Fact]
    public void Should_grant_nothing_while_paused_and_tell_how_it_stands()
    {
        ShardMetrics metrics = new(32, 16, 8, 20);
        _node.Send(_coordinator, new JoinRun(Run, "a", 2));
        Pass step = _node.ExpectMsg<GrantShards>().Pass;
        _coordinator.Tell(new PauseRun(Run, "test"));
        _parameters.Send(_coordinator, new StepApplied(step, metrics, 0.1));
        _reporter.FishForMessage(message => message is RunControlled { Change: RunChange.Pause });
        _coordinator.Tell(new GetRunStatus(Run));
        _reporter.ExpectMsg<RunStatus>(status => status.Phase == RunPhase.Paused && status.IsPauseAsked);

        // The question is the first thing that the node hears after its grant.
        _node.ExpectMsg<GetNodeStatus>();
        _node.Send(_coordinator, new NodeStatus(Run, "a", 1, [16, 16]));
        _reporter.ExpectMsg<NodeProgress>(progress => progress.Status.Samples.Sum() == 32);
        _coordinator.Tell(new ResumeRun(Run, "test"));
        _node.ExpectMsg<GrantShards>(grant => grant.Pass.Kind == PassKind.Evaluation);
    }

    [Fact]
    public void Should_not_let_a_node_of_another_run_join()
    {
        _node.Send(_coordinator, new JoinRun("other", "a", 1));
        _node.Send(_coordinator, new JoinRun(Run, "b", 1));
        _node.ExpectMsg<GrantShards>();
        _reporter.ExpectMsg<RunStarted>(started => started.Nodes == 1);
    }
}
