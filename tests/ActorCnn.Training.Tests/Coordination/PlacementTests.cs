using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;
using Akka.Actor;

namespace ActorCnn.Training.Tests.Coordination;

/// <summary>The coordinator's decisions about slices that the nodes hold.</summary>
public class PlacementTests() : CoordinatorTest(new CoordinatorState
{
    Run = Run,
    Schedule = TwoEpochs,
    Position = RunPosition.Start,
    Slices = 3,
    MinimumNodes = 2,
    OwnNode = "local",
    SliceStates = ["s0", "s1", "s2"],
})
{
    [Fact]
    public void Should_have_the_nodes_hold_the_slices_before_the_first_step()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new JoinRun(Run, "local", 1));
        Assert.Equal(RunPhase.Placing, State.Phase);
        Assert.Equal(
            [("local", 0, "s0"), ("a", 1, "s1"), ("local", 2, "s2")],
            Told<HoldSlice>().Select(told => (told.Node, told.Message.Slice, told.Message.State)));
        Assert.DoesNotContain(Effects, effect => effect is GrantToNode);
        Send(Held(2));
        Send(Held(0));
        Assert.Equal(RunPhase.Placing, State.Phase);
        Send(Held(1));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.Equal(["a", "local"], Told<SlicesPlaced>().Select(told => told.Node));
        Assert.Equal([0, 1, 2], Effects.OfType<UseSlices>().Single().Placed.Slices.Select(slice => slice.Slice));

        // A node knows where the slices are before it has anything to compute.
        Assert.True(Effects.FindLastIndex(effect => effect is TellNode) < Effects.FindIndex(effect => effect is GrantToNode));
    }

    [Fact]
    public void Should_tell_nodes_that_join_later_or_again_where_the_slices_are()
    {
        Place();
        Effects.Clear();
        Send(new JoinRun(Run, "b", 1));
        Send(new JoinRun(Run, "a", 1));
        Assert.Equal(["b", "a"], Told<SlicesPlaced>().Select(told => told.Node));
        Assert.DoesNotContain("b", State.Holders);
    }

    [Fact]
    public void Should_ask_again_for_slices_that_nobody_holds_yet_and_give_up_in_the_end()
    {
        Send(new JoinRun(Run, "local", 1));
        Send(new JoinRun(Run, "a", 1));
        Send(Held(0));
        Send(Held(2));
        Effects.Clear();
        TickAfter(CoordinatorState.LeastPatience);
        Assert.Equal([("a", 1)], Told<HoldSlice>().Select(told => (told.Node, told.Message.Slice)));
        TickAfter(CoordinatorState.PlacingPatience);
        RunAbandoned abandoned = Effects.OfType<AbandonRun>().Single().Told;
        Assert.Equal("node a did not take its slice of the parameters in 30 s", abandoned.Reason);
        Assert.Equal(1, abandoned.Nodes);
    }

    [Fact]
    public void Should_abandon_the_run_when_a_node_that_holds_a_slice_is_lost()
    {
        Place();
        Send(new JoinRun(Run, "b", 1));
        Send(new PauseRun(Run, "test"));
        Send(new StepApplied(TwoEpochs.GradientPass(Run, 0), new ShardMetrics(32, 4, 2, 6), 0.1));
        Effects.Clear();
        Send(new NodeLost(Run, "a"));
        RunAbandoned abandoned = Assert.IsType<AbandonRun>(Assert.Single(Effects)).Told;
        Assert.Equal("node a, which held slice 1 of the parameters, was lost", abandoned.Reason);
        Assert.Equal((2, 1, "test"), (abandoned.Nodes, abandoned.Position.NodesLost, abandoned.PausedBy));
        Assert.Equal(RunPhase.Abandoned, State.Phase);

        // Whatever is said to it now belongs to a run that is over.
        Effects.Clear();
        Send(new NodeLost(Run, "b"));
        Send(new JoinRun(Run, "c", 1));
        TickAfter(TimeSpan.FromMinutes(1));
        Assert.Empty(Effects);
    }

    [Fact]
    public void Should_name_the_node_whose_slice_keeps_the_others_waiting()
    {
        Place();
        Pass step = TwoEpochs.GradientPass(Run, 0);
        Send(new ShardsCounted(step, ShardRange.Root(4), 0));
        Send(new ShardsCounted(step, ShardRange.Root(4), 2));
        TickAfter(CoordinatorState.FirstPatience);
        RunWarning warning = Effects.OfType<Publish>().Select(publish => publish.Event).OfType<RunWarning>().Single();
        Assert.Contains("; slice 1 of the parameters, on a, has counted 0 of 4", warning.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("slice 0", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_go_on_when_a_node_without_a_slice_is_lost()
    {
        Place();
        Send(new JoinRun(Run, "b", 1));
        Send(new NodeLost(Run, "b"));
        Assert.Equal(RunPhase.Training, State.Phase);
        Assert.DoesNotContain(Effects, effect => effect is AbandonRun);
    }

    [Fact]
    public void Should_let_a_node_leave_when_its_slice_is_in_a_checkpoint_and_not_count_it_as_lost()
    {
        Place();
        Send(new LeaveRun(Run, "a"));
        Send(new LeaveRun(Run, "a"));
        Assert.Equal(RunPhase.Training, State.Phase);
        Apply();
        Assert.Equal(1, Effects.OfType<RequestCheckpoint>().Single().Request.Position.Step);
        Assert.DoesNotContain(Effects, effect => effect is AbandonRun);
        Effects.Clear();
        Send(new CheckpointWritten(Run, 1, null));
        RunAbandoned abandoned = Effects.OfType<AbandonRun>().Single().Told;
        Assert.Equal(["a"], Told<LeaveRun>().Select(told => told.Node));
        Assert.Equal((1, 0, "node a, which held slice 1 of the parameters, has left"), (abandoned.Nodes, abandoned.Position.NodesLost, abandoned.Reason));
        Assert.Equal(1, abandoned.Position.Step);
    }

    [Fact]
    public void Should_let_a_node_leave_also_when_the_checkpoint_cannot_be_written()
    {
        Place();
        Send(new PauseRun(Run, "test"));
        Apply();
        Assert.Equal(RunPhase.Paused, State.Phase);
        Send(new LeaveRun(Run, "a"));
        Assert.Equal(RunPhase.Checkpointing, State.Phase);
        Send(new CheckpointFailed(Run, 1, "the disk is full"));
        Assert.Equal("test", Effects.OfType<AbandonRun>().Single().Told.PausedBy);
    }

    [Fact]
    public void Should_not_count_a_node_as_lost_that_was_leaving_and_did_not_wait()
    {
        Place();
        Send(new LeaveRun(Run, "a"));
        Send(new NodeLost(Run, "a"));
        RunAbandoned abandoned = Effects.OfType<AbandonRun>().Single().Told;
        Assert.Equal((0, "node a, which held slice 1 of the parameters, has left"), (abandoned.Position.NodesLost, abandoned.Reason));
    }

    [Fact]
    public void Should_not_speak_of_steps_that_are_not_done_again()
    {
        State = State with { Before = new(RunPosition.Start with { Step = 4 }, 2, "node a has left", null, null), Position = RunPosition.Start with { Step = 4 } };
        Place();
        RunWarning warning = Effects.OfType<Publish>().Select(publish => publish.Event).OfType<RunWarning>().Single();
        Assert.Equal("node a has left; the run goes on from step 4", warning.Message);
    }

    [Fact]
    public void Should_say_what_was_lost_when_it_goes_on_from_a_checkpoint()
    {
        RunAbandoned before = new(RunPosition.Start with { Step = 9 }, 2, "node a was lost", null, null);
        State = State with { Before = before, Position = RunPosition.Start with { Step = 4, Epoch = 2 } };
        Place();
        RunWarning warning = Effects.OfType<Publish>().Select(publish => publish.Event).OfType<RunWarning>().Single();
        Assert.Equal("node a was lost; the run goes on from step 4 of 9, and does those since again", warning.Message);
    }

    [Fact]
    public void Should_stop_before_the_first_step_when_the_run_before_was_to_stop()
    {
        State = State with { StopReason = "SIGTERM" };
        Place();
        Assert.Equal(RunPhase.Checkpointing, State.Phase);
    }

    private void Place()
    {
        Send(new JoinRun(Run, "local", 1));
        Send(new JoinRun(Run, "a", 1));
        for (int slice = 0; slice < 3; slice++)
        {
            Send(Held(slice));
        }
    }

    private void Apply()
    {
        for (int slice = 0; slice < 3; slice++)
        {
            Send(new StepApplied(TwoEpochs.GradientPass(Run, 0), new ShardMetrics(32, 4, 2, 6), 0.1, slice));
        }
    }

    private static SliceHeld Held(int slice) => new(Run, new PlacedSlice(slice, ActorRefs.Nobody, "127.0.0.1", 4000 + slice));
}
