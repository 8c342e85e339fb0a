using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Tests.Parameters;

public sealed class WeightSnapshotsTests
{
    private static readonly ParameterSlice Left = new(0, 0, 2);
    private static readonly ParameterSlice Right = new(1, 2, 1);

    [Fact]
    public void Should_give_weights_that_no_later_step_has_changed()
    {
        WeightSnapshots snapshots = new(3, _ => true);
        ParameterStore store = new([1, 2, 3], new SgdOptimizer(1)) { Snapshots = snapshots };

        store.Apply(Right, new float[] { 1 }, samples: 1, step: 0);
        store.Apply(Left, new float[] { 1, 1 }, samples: 1, step: 0);
        store.Apply(Left, new float[] { 9, 9 }, samples: 1, step: 1);

        Assert.Equal([0, 1, 2], snapshots.Take(1)!);
        Assert.Null(snapshots.Take(1));
    }

    [Fact]
    public void Should_give_nothing_until_every_slice_has_come_even_if_one_comes_again()
    {
        WeightSnapshots snapshots = new(3, _ => true);
        snapshots.Keep(4, Left, [1, 2, 3]);
        snapshots.Keep(4, Left, [1, 2, 3]);

        Assert.Null(snapshots.Take(4));
    }

    [Fact]
    public void Should_keep_what_is_evaluated_only()
    {
        RunSchedule schedule = new() { TrainSamples = 100, TestSamples = 1, BatchSize = 30, ShardSize = 10, Epochs = 5, EvaluateEvery = 2 };
        WeightSnapshots snapshots = WeightSnapshots.OfEvaluations(schedule, parameters: 1);

        List<long> kept = [];
        for (long steps = 1; steps <= schedule.Length.Steps; steps++)
        {
            snapshots.Keep(steps, new ParameterSlice(0, 0, 1), [steps]);
            if (snapshots.Take(steps) is not null)
            {
                kept.Add(steps);
            }
        }

        Assert.Equal([8, 16, 20], kept);
    }

    [Fact]
    public void Should_drop_the_oldest_when_nobody_takes_them()
    {
        const int parameters = 1 << 22;
        WeightSnapshots snapshots = new(parameters, _ => true);
        float[] weights = new float[parameters];
        for (int steps = 1; steps <= 5; steps++)
        {
            snapshots.Keep(steps, new ParameterSlice(0, 0, parameters), weights);
        }

        Assert.Null(snapshots.Take(1));
        Assert.NotNull(snapshots.Take(2));
    }
}
