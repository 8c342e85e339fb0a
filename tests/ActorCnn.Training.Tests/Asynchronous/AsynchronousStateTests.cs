using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Asynchronous;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using CsCheck;

namespace ActorCnn.Training.Tests.Asynchronous;

public class AsynchronousStateTests
{
    private const string Run = "run";
    private static readonly ShardMetrics Metrics = new(8, 4, 2, 6);
    private static readonly RunSchedule Schedule = new() { TrainSamples = 130, TestSamples = 20, BatchSize = 100, ShardSize = 8, Epochs = 2 };

    // Workers that answer in any order and sometimes throw: what the effects say, step by step.
    [Fact]
    public void Should_update_once_for_each_shard_on_weights_within_the_bound() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 6], Gen.Int).Sample((bound, workers, seed) =>
        {
            Random random = new(seed);
            AsynchronousState state = AsynchronousState.Create(Run, Schedule, workers, bound, step: 0);
            Dictionary<int, (ComputeShards Work, long Version)> busy = [];
            Dictionary<int, long> versions = [];
            long updates = 0;
            for (int step = 0; step < 3; step++)
            {
                Pass pass = Schedule.GradientPass(Run, step);
                int shards = Schedule.PlanOf(pass).Shards;
                List<int> applied = [];
                ShardMetrics? total = null;
                Do(state.Handle(new GrantShards(pass, [ShardRange.Root(shards)], 1)));
                while (busy.Count > 0)
                {
                    (int worker, (ComputeShards work, _)) = busy.ElementAt(random.Next(busy.Count));
                    busy.Remove(worker);
                    Do(random.Next(8) == 0
                        ? state.Handle(new WorkerFailed(worker, work, "thrown by the test"))
                        : state.Handle(new ShardsComputed(worker, work, Metrics, null)));
                }

                Assert.Equal(Enumerable.Range(0, shards), applied.Order());
                Assert.Equal(shards * Metrics.Samples, total?.Samples);
                Assert.Empty(state.Window.UnderWay);

                void Do(AsynchronousState.Decision decision)
                {
                    state = decision.State;
                    List<ShardsFailed> failed = [];
                    foreach (AsynchronousEffect effect in decision.Effects)
                    {
                        switch (effect)
                        {
                            case StartOnNewest start:
                                busy.Add(start.Worker, (start.Work, updates));
                                versions[start.Work.Range.First] = updates;
                                break;
                            case ApplyShard apply:
                                Assert.Equal(updates, apply.Updates);
                                Assert.InRange(updates++ - versions[apply.Result.Work.Range.First], 0, bound);
                                applied.Add(apply.Result.Work.Range.First);
                                break;
                            case TellCoordinator { Message: ShardsFailed message }:
                                failed.Add(message);
                                break;
                            case ReportStep report:
                                total = report.Metrics;
                                break;
                        }
                    }

                    foreach (ShardsFailed message in failed)
                    {
                        Do(state.Handle(new GrantShards(message.Pass, [message.Range], message.Attempt + 1)));
                    }
                }
            }
        });

    [Fact]
    public void Should_count_the_updates_of_the_steps_before_when_it_goes_on()
    {
        // 13 shards in a first minibatch, 4 in a second.
        Assert.Equal(0, AsynchronousState.Create(Run, Schedule, 1, 2, step: 0).Window.Version);
        Assert.Equal(13, AsynchronousState.Create(Run, Schedule, 1, 2, step: 1).Window.Version);
        Assert.Equal(17 + 13, AsynchronousState.Create(Run, Schedule, 1, 2, step: 3).Window.Version);
    }

    [Fact]
    public void Should_tell_the_metrics_of_an_evaluation_and_drop_those_of_one_that_is_over()
    {
        Pass evaluation = new(Run, PassKind.Evaluation, 2, 0, 0);
        AsynchronousState.Decision granted = AsynchronousState.Create(Run, Schedule, 1, 0, 2).Handle(new GrantShards(evaluation, [ShardRange.Root(3)], 1));
        ComputeShards work = Assert.IsType<StartOnNewest>(Assert.Single(granted.Effects)).Work;
        Assert.Equal(ShardRange.Root(3), work.Range);
        ShardsComputed result = new(0, work, Metrics, null);

        Assert.Equal(
            new EvaluationComputed(evaluation, work.Range, 1, Metrics),
            Assert.IsType<TellCoordinator>(Assert.Single(granted.State.Handle(result).Effects)).Message);
        AsynchronousState.Decision next = granted.State.Handle(new GrantShards(Schedule.GradientPass(Run, 2), [ShardRange.Root(13)], 1));
        Assert.Empty(next.Effects);
        Assert.IsType<StartOnNewest>(Assert.Single(next.State.Handle(result).Effects));
    }

    [Fact]
    public void Should_tell_of_a_number_that_is_not_finite_and_begin_nothing_more()
    {
        Pass pass = Schedule.GradientPass(Run, 0);
        AsynchronousState.Decision granted = AsynchronousState.Create(Run, Schedule, 1, 0, 0).Handle(new GrantShards(pass, [ShardRange.Root(13)], 1));
        ComputeShards work = Assert.IsType<StartOnNewest>(Assert.Single(granted.Effects)).Work;

        AsynchronousEffect effect = Assert.Single(granted.State.Handle(new ShardsComputed(0, work, Metrics, "the loss is NaN")).Effects);

        Assert.Equal(new NotFinite(pass, "the loss is NaN"), Assert.IsType<TellCoordinator>(effect).Message);
    }
}
