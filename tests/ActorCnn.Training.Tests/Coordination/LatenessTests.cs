using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Coordination;

public class LatenessTests() : CoordinatorTest(new CoordinatorState { Run = Run, Schedule = Schedule, Position = RunPosition.Start })
{
    private static readonly RunSchedule Schedule = new()
    {
        TrainSamples = 320,
        TestSamples = 20,
        BatchSize = 32,
        ShardSize = 8,
        Epochs = 2,
    };

    [Fact]
    public void Should_grant_late_shards_to_another_node_once_and_take_whoever_answers_first()
    {
        Begin();
        Send(new ShardsCounted(Pass(1), new ShardRange(1, 0)));
        Effects.Clear();
        TickAfter(CoordinatorState.LeastPatience / 2);
        Assert.Empty(Effects);
        TickAfter(CoordinatorState.LeastPatience / 2);
        GrantToNode again = Effects.OfType<GrantToNode>().Single();
        Assert.Equal("a", again.Node);
        Assert.Equal<ShardRange>([new ShardRange(1, 1)], again.Grant.Ranges);
        Assert.Equal(2, State.Position.ShardsReissued);
        Assert.Equal(0, State.Position.NodesLost);
        Assert.Contains("2 shards of b are late", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
        Assert.EndsWith("granted to others too: shards 2..3 of b", Events<RunWarning>().Single().Message, StringComparison.Ordinal);

        // Only once; and the step is over whoever delivers.
        Effects.Clear();
        TickAfter(CoordinatorState.LeastPatience / 2);
        Assert.Empty(Effects);
        Finish(1);
        Assert.Equal(2, State.Position.Step);
    }

    [Fact]
    public void Should_give_a_silent_node_nothing_until_it_is_heard_from()
    {
        Begin();
        Send(new ShardsCounted(Pass(1), new ShardRange(1, 0)));
        TickAfter(CoordinatorState.LeastPatience);
        Effects.Clear();
        Finish(1);
        Assert.Equal("a", Effects.OfType<GrantToNode>().Single().Node);
        Send(new JoinRun(Run, "b", 1));
        Effects.Clear();
        Finish(2);
        Assert.Equal(["a", "b"], Effects.OfType<GrantToNode>().Select(grant => grant.Node));
    }

    [Fact]
    public void Should_ask_a_late_node_again_while_there_is_no_other()
    {
        Send(new JoinRun(Run, "a", 1));
        Finish(0);
        Effects.Clear();
        TickAfter(CoordinatorState.LeastPatience);
        Assert.Equal(("a", 2), Effects.OfType<GrantToNode>().Select(grant => (grant.Node, grant.Grant.Attempt)).Single());
        Send(new JoinRun(Run, "c", 1));
        Effects.Clear();
        TickAfter(CoordinatorState.LeastPatience);
        Assert.Equal("c", Effects.OfType<GrantToNode>().Single().Node);
    }

    [Fact]
    public void Should_ask_the_slices_what_they_have_when_a_pass_takes_long_and_tell_them_again_to_update_when_they_have_all()
    {
        State = State with { Slices = 2 };
        Send(new JoinRun(Run, "a", 1));
        Send(new JoinRun(Run, "b", 1));
        TickAfter(CoordinatorState.FirstPatience - TimeSpan.FromSeconds(1));
        Send(new NodeLost(Run, "a"));
        Effects.Clear();
        TickAfter(TimeSpan.FromSeconds(1));
        Assert.Equal(
            "step 1 (epoch 1): no word of shards 0..3 of b from slices 0, 1 in 30 s; the parameters are asked again",
            Events<RunWarning>().Single().Message);

        // Counted by both, and one makes the update: a pass that took 30 s until then has three times as long.
        Send(new ShardsCounted(Pass(0), new ShardRange(2, 0), Slice: 0));
        Send(new ShardsCounted(Pass(0), new ShardRange(2, 0), Slice: 1));
        Send(new StepApplied(Pass(0), Metrics, 0.1, Slice: 1));
        Effects.Clear();
        TickAfter(TimeSpan.FromSeconds(60));
        Assert.Equal(
            "step 1 (epoch 1): no word of the update from slices 0 in 90 s; the parameters are asked again",
            Events<RunWarning>().Single().Message);
    }

    [Fact]
    public void Should_ask_again_for_a_checkpoint_of_which_no_word_comes()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new SaveCheckpoint(Run, "somebody"));
        Finish(0);
        WriteCheckpoint asked = Effects.OfType<RequestCheckpoint>().Single().Request;
        Effects.Clear();
        TickAfter(CoordinatorState.WritingPatience / 2);
        Assert.Empty(Effects);
        TickAfter(CoordinatorState.WritingPatience / 2);
        Assert.Equal(asked, Effects.OfType<RequestCheckpoint>().Single().Request);
        Assert.Contains("no word from slice 0", Events<RunWarning>().Single().Message, StringComparison.Ordinal);
        Send(new CheckpointWritten(Run, 1, null));
        Assert.Equal(RunPhase.Training, State.Phase);
        Send(new CheckpointWritten(Run, 1, null));
        Assert.Equal(Pass(1), State.InHand!.Pass);
    }

    private static Pass Pass(long step) => Schedule.GradientPass(Run, step);

    // The first step tells how long one takes; the second is in hand, its first half with a and its second with b.
    private void Begin()
    {
        Send(new JoinRun(Run, "a", 1));
        Send(new JoinRun(Run, "b", 1));
        Finish(0);
    }

    private void Finish(long step)
    {
        Wait(TimeSpan.FromSeconds(0.1));
        Send(new ShardsCounted(Pass(step), new ShardRange(2, 0)));
        Send(new StepApplied(Pass(step), Metrics, 0.1));
    }
}
