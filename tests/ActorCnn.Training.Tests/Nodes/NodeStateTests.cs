using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Tests.Nodes;

public class NodeStateTests
{
    private static readonly RunSchedule Schedule = new()
    {
        TrainSamples = 64,
        TestSamples = 20,
        BatchSize = 32,
        ShardSize = 8,
        Epochs = 2,
    };

    private static readonly Pass First = Schedule.GradientPass("run", 0);
    private readonly NodeState _node = NodeState.Create("run", Schedule, 2);

    [Fact]
    public void Should_not_let_two_versions_of_the_weights_be_made_ready_at_once()
    {
        NodeState sharing = _node with { SharesWeights = true };
        NodeState packing = sharing.Handle(new WeightsPublished("run", 0)).State.Handle(new WeightsPacked(0)).State;
        NodeState.Decision newer = packing.Handle(new WeightsPublished("run", 1));
        Assert.Empty(newer.Effects);
        Assert.Equal(
            [new PackWeights(1, 0, 2), new PackWeights(1, 1, 2)],
            newer.State.Handle(new WeightsPacked(1)).Effects.Cast<StartPacking>().Select(start => start.Part));
    }

    [Fact]
    public void Should_wait_for_the_weights_of_the_pass_and_then_keep_every_worker_busy()
    {
        NodeState.Decision granted = _node.Handle(Grant(First, new ShardRange(2, 0)));
        Assert.Empty(granted.Effects);
        NodeState.Decision published = granted.State.Handle(new WeightsPublished("run", 0));
        Assert.Equal<NodeEffect>(
            [
                new StartWork(0, new ComputeShards(First, new ShardRange(1, 0), 1)),
                new StartWork(1, new ComputeShards(First, new ShardRange(1, 1), 1)),
            ],
            published.Effects);
    }

    [Fact]
    public void Should_wait_until_every_slice_has_published_its_weights()
    {
        NodeState node = NodeState.Create("run", Schedule, workers: 2, slices: 2).Handle(Grant(First, new ShardRange(2, 0))).State;
        NodeState.Decision first = node.Handle(new WeightsPublished("run", 0, Slice: 1));
        Assert.Empty(first.Effects);
        Assert.Equal(2, first.State.Handle(new WeightsPublished("run", 0, Slice: 0)).Effects.OfType<StartWork>().Count());
    }

    [Fact]
    public void Should_share_the_packing_of_many_weights_among_its_workers_and_compute_once_all_is_ready()
    {
        NodeState node = (_node with { SharesWeights = true }).Handle(Grant(First, new ShardRange(2, 0))).State;
        NodeState.Decision published = node.Handle(new WeightsPublished("run", 0));
        Assert.Equal<NodeEffect>(
            [new StartPacking(0, new PackWeights(0, 0, 2)), new StartPacking(1, new PackWeights(0, 1, 2))], published.Effects);
        NodeState.Decision half = published.State.Handle(new WeightsPacked(1));
        Assert.Empty(half.Effects);
        Assert.All(half.State.Handle(new WeightsPacked(0)).Effects, effect => Assert.IsType<StartWork>(effect));
    }

    [Fact]
    public void Should_make_shared_weights_ready_itself_when_only_one_worker_is_free()
    {
        NodeState node = (NodeState.Create("run", Schedule, workers: 1) with { SharesWeights = true }).Handle(Grant(First, new ShardRange(2, 0))).State;
        Assert.Equal<NodeEffect>(
            [new LoadWeights(0), new StartWork(0, new ComputeShards(First, new ShardRange(2, 0), 1))],
            node.Handle(new WeightsPublished("run", 0)).Effects);
    }

    [Fact]
    public void Should_forward_a_result_and_give_the_worker_the_next_piece()
    {
        NodeState busy = Busy();
        ShardsComputed result = new(1, busy.Workers[1]!, default, null);
        Assert.Equal<NodeEffect>(
            [new ForwardResult(result), new StartWork(1, new ComputeShards(First, new ShardRange(0, 2), 1))],
            busy.Handle(result).Effects);
    }

    [Fact]
    public void Should_discard_a_result_when_the_pass_has_moved_on()
    {
        NodeState busy = Busy();
        Pass second = Schedule.GradientPass("run", 1);
        NodeState moved = busy.Handle(Grant(second, new ShardRange(2, 0))).State.Handle(new WeightsPublished("run", 1)).State;
        ShardsComputed late = new(0, busy.Workers[0]!, default, null);
        NodeState.Decision decision = moved.Handle(late);
        Assert.Equal(new DiscardResult(late), decision.Effects[0]);
        Assert.Equal(second, Assert.IsType<StartWork>(decision.Effects[1]).Work.Pass);
    }

    [Fact]
    public void Should_report_a_failed_worker_and_use_it_again()
    {
        NodeState busy = Busy();
        WorkerFailed failure = new(0, busy.Workers[0]!, "out of luck");
        NodeState.Decision decision = busy.Handle(failure);
        Assert.Equal(new ReportFailure(failure), decision.Effects[0]);
        Assert.Equal(0, Assert.IsType<StartWork>(decision.Effects[1]).Worker);
    }

    [Fact]
    public void Should_keep_a_later_attempt_apart_from_the_first()
    {
        NodeState granted = _node.Handle(Grant(First, new ShardRange(1, 0))).State
            .Handle(new GrantShards(First, [new ShardRange(1, 1)], 2)).State;
        Assert.Equal([1, 2], granted.Pending.Select(range => range.Attempt));
    }

    [Fact]
    public void Should_go_on_with_what_it_has_in_hand_when_asked_for_it_again()
    {
        NodeState busy = Busy();
        Assert.Empty(busy.Handle(new GrantShards(First, [new ShardRange(1, 0), new ShardRange(0, 3)], 2)).Effects);
        Assert.Equal(busy.Pending, busy.Handle(new GrantShards(First, [new ShardRange(1, 0)], 2)).State.Pending);
    }

    [Fact]
    public void Should_ignore_a_grant_of_an_older_pass_or_another_run()
    {
        NodeState second = _node.Handle(Grant(Schedule.GradientPass("run", 1), new ShardRange(2, 0))).State;
        Assert.Same(second, second.Handle(Grant(First, new ShardRange(2, 0))).State);
        Assert.Same(second, second.Handle(Grant(Schedule.GradientPass("other", 2), new ShardRange(2, 0))).State);
        Assert.Same(second, second.Handle(new WeightsPublished("other", 2)).State);
    }

    private static GrantShards Grant(Pass pass, ShardRange range) => new(pass, [range], 1);

    // Both workers compute a shard, and the other two shards wait.
    private NodeState Busy() => _node
        .Handle(new GrantShards(First, [new ShardRange(0, 0), new ShardRange(0, 1), new ShardRange(1, 1)], 1)).State
        .Handle(new WeightsPublished("run", 0)).State;
}
