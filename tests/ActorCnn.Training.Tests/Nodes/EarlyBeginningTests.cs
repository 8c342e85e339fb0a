using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using Xunit.Abstractions;

namespace ActorCnn.Training.Tests.Nodes;

public class EarlyBeginningTests(ITestOutputHelper output)
{
    private static readonly ShardRange Left = new(1, 0);
    private static readonly ShardRange Right = new(1, 1);

    // Two minibatches of four shards in an epoch, and one of two shards.
    private static readonly RunSchedule Schedule = new()
    {
        TrainSamples = 80,
        TestSamples = 20,
        BatchSize = 32,
        ShardSize = 8,
        Epochs = 4,
        EvaluateEvery = 2,
    };

    private static readonly Pass First = Schedule.GradientPass("run", 0);
    private static readonly Pass Second = Schedule.GradientPass("run", 1);

    [Fact]
    public void Should_begin_with_the_shards_of_the_step_before_once_the_weights_are_here()
    {
        NodeState.Decision early = AfterFirst().Handle(new WeightsPublished("run", 1));
        Assert.Equal<NodeEffect>([new StartWork(0, new ComputeShards(Second, Left, 1))], early.Effects);
    }

    [Fact]
    public void Should_hold_a_result_until_the_grant_says_the_same()
    {
        NodeState early = Early();
        ShardsComputed result = Result(early);
        NodeState.Decision computed = early.Handle(result);
        Assert.Empty(computed.Effects);
        Assert.Equal<NodeEffect>([new ForwardResult(result)], computed.State.Handle(Grant(Second, Left)).Effects);
    }

    [Fact]
    public void Should_forward_a_result_that_was_granted_meanwhile()
    {
        NodeState granted = Early().Handle(Grant(Second, Left)).State;
        ShardsComputed result = Result(granted);
        Assert.Equal<NodeEffect>([new ForwardResult(result)], granted.Handle(result).Effects);
    }

    [Fact]
    public void Should_throw_away_what_it_holds_and_compute_what_is_granted_when_that_differs()
    {
        NodeState early = Early();
        ShardsComputed result = Result(early);
        NodeState.Decision granted = early.Handle(result).State.Handle(Grant(Second, Right));
        Assert.Equal<NodeEffect>([new DiscardResult(result), new StartWork(0, new ComputeShards(Second, Right, 1))], granted.Effects);
    }

    [Fact]
    public void Should_not_begin_anew_before_a_result_of_the_same_name_is_thrown_away()
    {
        NodeState early = Early();
        ShardsComputed result = Result(early);
        NodeState.Decision granted = early.Handle(new GrantShards(Second, [Left, new ShardRange(0, 2)], 1));
        Assert.Empty(granted.Effects);
        Assert.Equal<NodeEffect>(
            [new DiscardResult(result), new StartWork(0, new ComputeShards(Second, Left, 1))], granted.State.Handle(result).Effects);
    }

    [Theory]
    [InlineData(80, 2, "a shorter minibatch comes next")]
    [InlineData(64, 2, null)]
    [InlineData(64, 4, "an evaluation comes next")]
    [InlineData(64, 8, "the run ends")]
    public void Should_begin_early_only_when_another_minibatch_of_the_same_size_comes_next(int samples, int step, string? butNow)
    {
        RunSchedule schedule = Schedule with { TrainSamples = samples };
        NodeState.Decision published = After(schedule.GradientPass("run", step - 1), Left, schedule).Handle(new WeightsPublished("run", step));
        Assert.Equal(butNow is null ? 1 : 0, Starts(published).Count());
    }

    [Fact]
    public void Should_begin_nothing_early_in_the_coordinator_s_process() =>
        Assert.Empty(Starts((AfterFirst() with { BeginsEarly = false }).Handle(new WeightsPublished("run", 1))));

    [Fact]
    public void Should_keep_to_itself_that_a_worker_failed_on_what_was_not_granted_and_compute_it_once_it_is()
    {
        NodeState early = Early();
        NodeState.Decision failed = early.Handle(new WorkerFailed(0, early.Workers[0]!, "out of luck"));
        Assert.Empty(failed.Effects);
        Assert.Equal<NodeEffect>(
            [new StartWork(0, new ComputeShards(Second, Left, 1))], failed.State.Handle(Grant(Second, Left)).Effects);
    }

    [Fact]
    public void Should_forward_what_was_granted_and_nothing_else_in_any_order_of_events()
    {
        int seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        for (int run = 0; run < 200; run++)
        {
            RunOnce(random);
        }
    }

    // Each step grants the node some of four shards, before or after the weights, as others come and go.
    private static void RunOnce(Random random)
    {
        RunSchedule schedule = Schedule with { TrainSamples = 32 * 40, Epochs = 1 };
        NodeState node = NodeState.Create("run", schedule, workers: 2) with { BeginsEarly = true };
        ShardRange[] usual = [Left];
        for (long step = 0; step < 30; step++)
        {
            Pass pass = schedule.GradientPass("run", step);
            HashSet<int> granted = [];
            HashSet<int> forwarded = [];
            if (random.Next(4) == 0)
            {
                usual = random.Next(2) == 0 ? [Left, new ShardRange(0, 2)] : [new ShardRange(random.Next(2), random.Next(2))];
            }

            GrantShards grant = new(pass, [.. usual], 1);
            bool grantsFirst = random.Next(2) == 0;
            if (grantsFirst)
            {
                Grants();
            }

            Take(node.Handle(new WeightsPublished("run", step)));
            for (int early = random.Next(4); early > 0; early--)
            {
                Finish();
            }

            if (!grantsFirst)
            {
                Grants();
            }

            int patience = 20;
            while (!granted.SetEquals(forwarded) && --patience > 0)
            {
                Finish();
            }

            Assert.Equal(granted.Order(), forwarded.Order());

            void Grants()
            {
                granted.UnionWith(usual.SelectMany(Shards));
                Take(node.Handle(grant));
            }

            void Finish()
            {
                int[] busy = [.. Enumerable.Range(0, 2).Where(worker => node.Workers[worker] is not null)];
                if (busy.Length > 0)
                {
                    int worker = busy[random.Next(busy.Length)];
                    Take(node.Handle(new ShardsComputed(worker, node.Workers[worker]!, default, null)));
                }
            }

            void Take(NodeState.Decision decision)
            {
                node = decision.State;
                foreach (ForwardResult forward in decision.Effects.OfType<ForwardResult>().Where(forward => forward.Result.Work.Pass == pass))
                {
                    foreach (int shard in Shards(forward.Result.Work.Range))
                    {
                        Assert.Contains(shard, granted);
                        Assert.True(forwarded.Add(shard), $"{pass}: shard {shard} twice");
                    }
                }

                ComputeShards[] inHand = [.. node.Workers.OfType<ComputeShards>()];
                Assert.Equal(inHand.Length, inHand.Distinct().Count());
            }
        }

        static IEnumerable<int> Shards(ShardRange range) => Enumerable.Range(range.First, range.Count(4));
    }

    private static GrantShards Grant(Pass pass, ShardRange range) => new(pass, [range], 1);

    private static ShardsComputed Result(NodeState node) => new(0, node.Workers[0]!, default, null);

    private static IEnumerable<StartWork> Starts(NodeState.Decision decision) => decision.Effects.OfType<StartWork>();

    // One worker has computed what it was granted of a pass.
    private static NodeState After(Pass pass, ShardRange range, RunSchedule schedule)
    {
        NodeState node = NodeState.Create("run", schedule, workers: 1) with { BeginsEarly = true };
        NodeState busy = node.Handle(Grant(pass, range)).State.Handle(new WeightsPublished("run", pass.Step)).State;
        return busy.Handle(Result(busy)).State;
    }

    private static NodeState AfterFirst() => After(First, Left, Schedule);

    private static NodeState Early() => AfterFirst().Handle(new WeightsPublished("run", 1)).State;
}
