using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Coordination;

/// <summary>Pause, resume, checkpoint and status, as decisions.</summary>
public class ControlTests() : CoordinatorTest(new CoordinatorState
{
    Run = Run,
    Position = RunPosition.Start,
    Schedule = new RunSchedule
    {
        TrainSamples = 128,
        TestSamples = 16,
        BatchSize = 32,
        ShardSize = 8,
        Epochs = 2,
        Checkpoints = new CheckpointSettings { EverySeconds = 60 },
    },
})
{
    private const string By = "somebody";
    [Fact]
    public void Should_finish_the_step_in_hand_and_grant_nothing_until_resumed()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new PauseRun(Run, By));
        Assert.Equal(RunPhase.Training, State.Phase);
        Apply(0);
        Assert.Equal((RunPhase.Paused, 1), (State.Phase, State.Position.Step));
        Assert.Single(Effects.OfType<GrantToNode>());
        Send(new JoinRun(Run, "b", 1));
        TickAfter(TimeSpan.FromHours(1));
        Assert.Single(Effects.OfType<GrantToNode>());

        Send(new ResumeRun(Run, By));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Equal(["a", "b"], Effects.OfType<GrantToNode>().Skip(1).Select(grant => grant.Node));
        Assert.All(Effects.OfType<GrantToNode>().Skip(1), grant => Assert.Equal(1, grant.Grant.Pass.Step));
        Assert.Equal(
            [(RunChange.Pause, By, 1), (RunChange.Resume, By, 1)],
            Events<RunControlled>().Select(told => (told.Change, told.By, told.Position.Step)));
    }

    [Fact]
    public void Should_finish_the_step_in_hand_of_a_node_that_is_lost_while_pausing()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new JoinRun(Run, "b", 1));
        Send(new PauseRun(Run, By));
        Send(new NodeLost(Run, "a"));
        Assert.Equal("b", Effects.OfType<GrantToNode>().Last().Node);
        Apply(0);
        Assert.Equal(RunPhase.Paused, State.Phase);
    }

    [Fact]
    public void Should_wait_from_the_beginning_when_paused_before_anybody_joined()
    {
        Send(new PauseRun(Run, By));
        Send(new JoinRun(Run, "a", 1));
        Assert.Equal(RunPhase.Paused, State.Phase);
        Assert.Empty(Effects.OfType<GrantToNode>());
        Send(new ResumeRun(Run, By));
        Assert.Single(Effects.OfType<GrantToNode>());
    }

    [Fact]
    public void Should_go_on_as_if_nothing_was_when_resumed_before_the_step_is_done()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new PauseRun(Run, By));
        Send(new ResumeRun(Run, By));
        Apply(0);
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Equal([0, 1], Effects.OfType<GrantToNode>().Select(grant => grant.Grant.Pass.Step));
    }

    [Fact]
    public void Should_pause_once_however_often_it_is_asked_and_not_resume_what_goes_on()
    {
        Send(new JoinRun(Run, "a", 1));
        CoordinatorState before = State;
        Send(new ResumeRun(Run, By));
        Assert.Same(before, State);
        Send(new PauseRun(Run, By));
        Send(new PauseRun(Run, "another"));
        Apply(0);
        Send(new PauseRun(Run, "another"));
        Assert.Equal(By, Assert.Single(Events<RunControlled>()).By);
    }

    [Fact]
    public void Should_not_count_a_pause_as_time_of_training()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new PauseRun(Run, By));
        Apply(0);
        Wait(TimeSpan.FromHours(1));
        Send(new GetRunStatus(Run));
        Send(new ResumeRun(Run, By));
        Apply(1);
        Assert.Empty(Effects.OfType<RequestCheckpoint>());
        Assert.Equal(1, State.Position.ElapsedSeconds);
        Assert.All(Events<RunControlled>(), told => Assert.Equal(0.5, told.Position.ElapsedSeconds));
    }

    [Fact]
    public void Should_write_a_checkpoint_after_the_step_in_hand()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new SaveCheckpoint(Run, By));
        Assert.Empty(Effects.OfType<RequestCheckpoint>());
        Apply(0);
        Assert.Equal(1, Effects.OfType<RequestCheckpoint>().Single().Request.Position.Step);
        Send(new CheckpointWritten(Run, 1, "file"));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Equal(RunChange.Checkpoint, Events<RunControlled>().Single().Change);
        Apply(1);
        Assert.Single(Effects.OfType<RequestCheckpoint>());
    }

    [Fact]
    public void Should_write_a_checkpoint_at_once_while_paused_and_stay_paused()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new PauseRun(Run, By));
        Apply(0);
        Send(new SaveCheckpoint(Run, By));
        Assert.Equal(RunPhase.Checkpointing, State.Phase);
        Send(new CheckpointWritten(Run, 1, "file"));
        Assert.Equal(RunPhase.Paused, State.Phase);
        Assert.Single(Effects.OfType<GrantToNode>());
        Assert.Equal([RunChange.Pause, RunChange.Checkpoint], Events<RunControlled>().Select(told => told.Change));
    }

    [Fact]
    public void Should_say_so_and_go_on_when_a_checkpoint_that_was_asked_for_fails()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new SaveCheckpoint(Run, By));
        Apply(0);
        Send(new CheckpointFailed(Run, 1, "disk full"));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Contains("disk full", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
        Assert.Empty(Events<RunControlled>());
        Apply(1);
        Assert.Single(Effects.OfType<RequestCheckpoint>());
    }

    [Fact]
    public void Should_stop_a_paused_run_with_a_checkpoint()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new PauseRun(Run, By));
        Apply(0);
        Send(new StopRun(Run, "dashboard"));
        Send(new CheckpointWritten(Run, 1, "file"));
        Assert.Equal(RunPhase.Stopped, State.Phase);
        Assert.Equal("stopped by dashboard after step 1", Events<RunEnded>().Single().Reason);
        Assert.Equal((RunChange.Stop, "dashboard"), Events<RunControlled>().Select(told => (told.Change, told.By)).Last());
    }

    [Fact]
    public void Should_tell_how_the_run_stands_and_ask_every_node()
    {
        Send(new JoinRun(Run, "a", 2));
        Send(new JoinRun(Run, "b", 1));
        Apply(0);
        Pass pass = State.InHand!.Pass;
        Send(new ShardsCounted(pass, new ShardRange(0, 0)));
        Send(new LeaveRun(Run, "b"));
        Send(new JoinRun(Run, "c", 1));
        Send(new PauseRun(Run, By));
        Effects.Clear();
        CoordinatorState before = State;
        Send(new GetRunStatus(Run));

        Assert.Same(before, State);
        RunStatus status = Events<RunStatus>().Single();
        Assert.Equal((RunPhase.Training, true, 0.1), (status.Phase, status.IsPauseAsked, status.LearningRate));
        Assert.Equal<NodeInRun>([new NodeInRun("a", 2, false, 3), new NodeInRun("c", 1, false, 0)], status.Nodes);
        Assert.Equal<GoneNode>([new GoneNode("b", false)], status.Gone);
        Assert.Equal(["a", "c"], Effects.OfType<TellNode>().Where(tell => tell.Message is GetNodeStatus).Select(tell => tell.Node));
    }

    [Fact]
    public void Should_tell_what_a_node_has_computed_and_nothing_of_a_stranger()
    {
        Send(new JoinRun(Run, "a", 2));
        Send(new NodeStatus(Run, "stranger", 1, [5]));
        Send(new NodeStatus(Run, "a", 1.5, [32, 16]));
        Assert.Equal<long>([32, 16], Events<NodeProgress>().Single().Status.Samples);
    }

    [Fact]
    public void Should_remember_a_bounded_number_of_nodes_that_are_gone()
    {
        for (int node = 0; node < CoordinatorState.GoneNodesKept + 3; node++)
        {
            Send(new JoinRun(Run, $"{node}", 1));
            Send(new NodeLost(Run, $"{node}"));
        }

        Assert.Equal(CoordinatorState.GoneNodesKept, State.Gone.Count);
        Assert.Equal(new GoneNode($"{CoordinatorState.GoneNodesKept + 2}", true), State.Gone[^1]);
    }
}
