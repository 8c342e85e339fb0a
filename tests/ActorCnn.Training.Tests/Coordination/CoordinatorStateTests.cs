using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Coordination;

public class CoordinatorStateTests() : CoordinatorTest(new CoordinatorState { Run = Run, Schedule = Schedule, Position = RunPosition.Start })
{
    private static readonly RunSchedule Schedule = TwoEpochs with { EvaluateEvery = 2 };

    [Fact]
    public void Should_start_when_the_first_node_joins_and_grant_it_the_whole_first_step()
    {
        Send(new JoinRun(Run, "a", 2));
        Assert.IsType<RunStarted>(Assert.IsType<Publish>(Effects[0]).Event);
        GrantToNode grant = Assert.IsType<GrantToNode>(Effects[1]);
        Assert.Equal(Schedule.GradientPass(Run, 0), grant.Grant.Pass);
        Assert.Equal<ShardRange>([ShardRange.Root(4)], grant.Grant.Ranges);
        Assert.Equal(1, grant.Grant.Attempt);
    }

    [Fact]
    public void Should_go_through_steps_evaluation_checkpoint_and_the_end_in_order()
    {
        Send(new JoinRun(Run, "a", 2));
        for (int step = 0; step < 4; step++)
        {
            Apply(step);
        }

        Assert.Equal(RunPhase.Evaluating, State.Phase);
        Pass evaluation = new(Run, PassKind.Evaluation, 4, 1, 0);
        Assert.Equal(evaluation, Effects.OfType<GrantToNode>().Last().Grant.Pass);
        Send(new EvaluationComputed(evaluation, new ShardRange(1, 0), 1, Metrics));
        Assert.Equal(RunPhase.Evaluating, State.Phase);
        Send(new EvaluationComputed(evaluation, new ShardRange(1, 1), 1, Metrics));
        Assert.Equal(RunPhase.Checkpointing, State.Phase);
        Assert.Equal(4, Effects.OfType<RequestCheckpoint>().Single().Request.Position.Step);
        Send(new CheckpointWritten(Run, 4, "file"));
        Assert.Equal(RunPhase.Completed, State.Phase);

        EpochCompleted[] epochs = [.. Events<EpochCompleted>()];
        Assert.Equal([1, 2], epochs.Select(epoch => epoch.Epoch));
        Assert.Null(epochs[0].Test);
        Assert.Equal(Metrics + Metrics, epochs[1].Test);
        Assert.Equal(Metrics + Metrics, epochs[0].Train);
        RunEnded end = Events<RunEnded>().Single();
        Assert.Equal(RunOutcome.Completed, end.Outcome);
        Assert.Equal(4, end.Position.Step);
    }

    [Fact]
    public void Should_grant_what_a_lost_node_had_in_hand_to_the_others_and_leave_what_was_counted()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new JoinRun(Run, "b", 1));
        Apply(0);
        Effects.Clear();
        Apply(1);
        GrantShards[] grants = [.. Effects.OfType<GrantToNode>().Select(effect => effect.Grant)];
        Assert.Equal<ShardRange>([new ShardRange(1, 0), new ShardRange(1, 1)], grants.SelectMany(grant => grant.Ranges));

        Send(new ShardsCounted(grants[0].Pass, new ShardRange(0, 0)));
        Effects.Clear();
        Send(new NodeLost(Run, "a"));
        GrantToNode again = Effects.OfType<GrantToNode>().Single();
        Assert.Equal("b", again.Node);
        Assert.Equal<ShardRange>([new ShardRange(0, 1)], again.Grant.Ranges);
        Assert.Equal(2, again.Grant.Attempt);
        Assert.Equal(1, State.Position.ShardsReissued);
        Assert.Equal(1, State.Position.NodesLost);
        Assert.Contains("node a was lost", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_wait_when_the_last_node_is_lost_and_go_on_when_one_joins()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new NodeLost(Run, "a"));
        Assert.Contains("waits for a node", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
        Assert.Equal(new NodesChanged { Run = Run, Nodes = 0, Workers = 0, NodesLost = 1 }, Events<NodesChanged>().Single());
        Effects.Clear();
        Send(new JoinRun(Run, "c", 3));
        Assert.Equal(new NodesChanged { Run = Run, Nodes = 1, Workers = 3, NodesLost = 1 }, Events<NodesChanged>().Single());
        GrantToNode grant = Assert.Single(Effects.OfType<GrantToNode>());
        Assert.Equal("c", grant.Node);
        Assert.Equal<ShardRange>([ShardRange.Root(4)], grant.Grant.Ranges);
    }

    [Fact]
    public void Should_grant_failed_shards_again_and_fail_the_run_after_too_many_attempts()
    {
        Send(new JoinRun(Run, "a", 1));
        Pass pass = Schedule.GradientPass(Run, 0);
        for (int attempt = 1; attempt < CoordinatorState.MaximumAttempts; attempt++)
        {
            Effects.Clear();
            Send(new ShardsFailed(pass, new ShardRange(0, 3), attempt, "a", "out of luck"));
            GrantToNode grant = Effects.OfType<GrantToNode>().Single();
            Assert.Equal<ShardRange>([new ShardRange(0, 3)], grant.Grant.Ranges);
            Assert.Equal(attempt + 1, grant.Grant.Attempt);
        }

        Send(new ShardsFailed(pass, new ShardRange(0, 3), CoordinatorState.MaximumAttempts, "a", "out of luck"));
        RunEnded end = Events<RunEnded>().Single();
        Assert.Equal(RunOutcome.Failed, end.Outcome);
        Assert.Contains("step 1 (epoch 1): shard 3 could not be computed in 5 attempts", end.Reason, StringComparison.Ordinal);
        Assert.Contains("out of luck", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_grant_again_what_another_attempt_has_delivered()
    {
        Send(new JoinRun(Run, "a", 1));
        Pass pass = Schedule.GradientPass(Run, 0);
        Send(new ShardsCounted(pass, new ShardRange(0, 3)));
        Effects.Clear();
        Send(new ShardsFailed(pass, new ShardRange(0, 3), 1, "a", "late"));
        Assert.Empty(Effects);
    }

    [Fact]
    public void Should_finish_the_step_in_hand_and_write_a_checkpoint_when_asked_to_stop()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new StopRun(Run, "SIGTERM"));
        Assert.Equal(RunPhase.Training, State.Phase);
        Apply(0);
        RunPosition position = Effects.OfType<RequestCheckpoint>().Single().Request.Position;
        Assert.Equal((1, 0, 1), (position.Step, position.Epoch, position.Batch));
        Assert.Equal(Metrics, position.EpochMetrics);
        Send(new CheckpointWritten(Run, 1, "file"));
        RunEnded end = Events<RunEnded>().Single();
        Assert.Equal(RunOutcome.Stopped, end.Outcome);
        Assert.Contains("SIGTERM", end.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_make_the_end_of_an_epoch_first_when_it_was_stopped_just_before()
    {
        RunPosition position = RunPosition.Start with { Step = 4, Epoch = 1, Batch = 2, EpochMetrics = Metrics };
        State = State with { Position = position };
        Send(new JoinRun(Run, "a", 1));
        Assert.Equal(RunPhase.Evaluating, State.Phase);
        Send(new EvaluationComputed(new Pass(Run, PassKind.Evaluation, 4, 1, 0), ShardRange.Root(3), 1, Metrics));
        EpochCompleted epoch = Events<EpochCompleted>().Single();
        Assert.Equal(2, epoch.Epoch);
        Assert.Equal(Metrics, epoch.Train);
    }

    [Fact]
    public void Should_evaluate_once_more_when_resumed_after_the_last_epoch()
    {
        State = State with { Position = RunPosition.Start with { Step = 4, Epoch = 2 } };
        Send(new JoinRun(Run, "a", 1));
        Assert.Equal(RunPhase.Evaluating, State.Phase);
        Send(new EvaluationComputed(new Pass(Run, PassKind.Evaluation, 4, 1, 0), ShardRange.Root(3), 1, Metrics));
        Send(new CheckpointWritten(Run, 4, null));
        Assert.Equal(RunPhase.Completed, State.Phase);
        Assert.Empty(Events<EpochCompleted>());
        Assert.Equal(Metrics, Events<RunEnded>().Single().Test);
    }

    [Fact]
    public void Should_write_checkpoints_by_steps_and_by_seconds()
    {
        State = State with { Schedule = Schedule with { Checkpoints = new CheckpointSettings { EverySteps = 2, EverySeconds = 10 } } };
        Send(new JoinRun(Run, "a", 1));
        Apply(0);
        Assert.Empty(Effects.OfType<RequestCheckpoint>());
        Apply(1);
        Assert.Equal(2, Effects.OfType<RequestCheckpoint>().Single().Request.Position.Step);
        Send(new CheckpointWritten(Run, 2, "file"));
        Assert.Equal(2, Events<CheckpointSaved>().Single().Step);
        Wait(TimeSpan.FromSeconds(11));
        Apply(2);
        Assert.Equal(3, Effects.OfType<RequestCheckpoint>().Last().Request.Position.Step);
    }

    [Fact]
    public void Should_go_on_when_a_checkpoint_fails_and_fail_when_it_was_to_stop()
    {
        State = State with { Schedule = Schedule with { Checkpoints = new CheckpointSettings { EverySteps = 1, EverySeconds = 0 } } };
        Send(new JoinRun(Run, "a", 1));
        Apply(0);
        Send(new CheckpointFailed(Run, 1, "disk full"));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Contains("disk full", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
        Send(new StopRun(Run, "SIGINT"));
        Apply(1);
        Send(new CheckpointFailed(Run, 2, "disk full"));
        Assert.Equal(RunOutcome.Failed, Events<RunEnded>().Single().Outcome);
    }

    [Fact]
    public void Should_fail_at_once_when_a_number_is_not_finite()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new NotFinite(Schedule.GradientPass(Run, 0), "the loss is NaN in shard 2"));
        RunEnded end = Events<RunEnded>().Single();
        Assert.Equal(RunOutcome.Failed, end.Outcome);
        Assert.Equal("the loss is NaN in shard 2", end.Reason);
        Assert.Empty(Effects.OfType<RequestCheckpoint>());
    }

    [Fact]
    public void Should_ignore_messages_of_another_run_of_a_past_step_and_after_the_end()
    {
        Send(new JoinRun(Run, "a", 1));
        Apply(0);
        CoordinatorState before = State;
        Effects.Clear();
        Send(new StepApplied(Schedule.GradientPass(Run, 0), Metrics, 0.1));
        Send(new StepApplied(Schedule.GradientPass("other", 1), Metrics, 0.1));
        Send(new StopRun("other", "SIGTERM"));
        Send(new ShardsFailed(Schedule.GradientPass(Run, 0), new ShardRange(0, 0), 1, "a", "late"));
        Send(new NotFinite(Schedule.GradientPass(Run, 0), "late"));
        Send(new NodeLost(Run, "nobody"));
        Assert.Empty(Effects);
        Assert.Same(before, State);
    }
}
