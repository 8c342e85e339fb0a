using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.EarlyStopping;
using ActorCnn.Training.Protocol;
using CsCheck;

namespace ActorCnn.Training.Tests.EarlyStopping;

public class RunWatchTests
{
    private static readonly RunSchedule Plan = new() { TrainSamples = 8, TestSamples = 8, BatchSize = 8, ShardSize = 8, Epochs = 100 };
    private static readonly PatienceRule Two = new() { Patience = 2 };

    [Fact]
    public void Should_drop_the_rate_each_time_the_figure_was_stuck_for_the_patience()
    {
        RunSchedule schedule = Plan with { Plateau = new PlateauSchedule { Drop = 0.5, Rule = Two } };

        Assert.Equal([1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125], Watches(schedule, 4, 5, 5, 5, 5, 3, 3, 3).Select(watch => watch.RateFactor));
    }

    [Fact]
    public void Should_have_no_value_of_the_test_after_an_epoch_that_was_not_evaluated()
    {
        RunSchedule schedule = Plan with { Plateau = new PlateauSchedule { Rule = Two }, EarlyStopping = Two, KeepBest = MonitoredMetric.TestLoss };

        Assert.Equal(RunWatch.Start, RunWatch.Start.After(1, Metrics(3), null, schedule));
        Assert.Null(RunWatch.Start.BetterThanBest(1, Metrics(3), null, schedule));
        Assert.NotNull(RunWatch.Start.BetterThanBest(1, Metrics(3), null, schedule with { KeepBest = MonitoredMetric.TrainLoss }));
    }

    [Fact]
    public void Should_say_why_it_stops_once_the_patience_is_over_and_not_before()
    {
        RunWatch[] watches = [.. Watches(Plan with { EarlyStopping = Two }, 4, 2, 3, 2)];

        Assert.All(watches[..3], watch => Assert.Null(watch.ReasonToStop(Two)));
        Assert.Equal("test_loss has not improved for 2 evaluations; its best was 2 after epoch 2", watches[3].ReasonToStop(Two));
        Assert.Null(watches[3].ReasonToStop(Two with { Patience = 3 }));
        Assert.Null(watches[3].ReasonToStop(Two with { Monitor = MonitoredMetric.TrainLoss }));
        Assert.Null(watches[3].ReasonToStop(null));
    }

    [Fact]
    public void Should_keep_the_first_of_equally_good_epochs()
    {
        RunSchedule schedule = Plan with { KeepBest = MonitoredMetric.TestLoss };
        RunWatch best = RunWatch.Start with { Best = new BestEpoch(new BestValue(MonitoredMetric.TestLoss, 3, 2, 0), Metrics(2)) };

        Assert.Null(best.BetterThanBest(4, Metrics(9), Metrics(2), schedule));
        Assert.Equal(new BestEpoch(new BestValue(MonitoredMetric.TestLoss, 4, 1, 0), Metrics(1)), best.BetterThanBest(4, Metrics(9), Metrics(1), schedule));
    }

    // Against a plain count over all values so far, for any values.
    [Fact]
    public void Should_stop_at_the_first_epoch_with_as_many_values_since_the_best_as_the_patience() =>
        Gen.Select(Gen.Int[0, 5].Array[1, 30], Gen.Int[1, 4]).Sample((losses, patience) =>
        {
            PatienceRule rule = new() { Patience = patience };
            int stop = Watches(Plan with { EarlyStopping = rule }, [.. losses.Select(loss => (double)loss)])
                .TakeWhile(watch => watch.ReasonToStop(rule) is null).Count();
            int expected = Enumerable.Range(0, losses.Length)
                .FirstOrDefault(epoch => epoch - Array.IndexOf(losses, losses[..(epoch + 1)].Min()) >= patience, losses.Length);

            Assert.Equal(expected, stop);
        });

    private static IEnumerable<RunWatch> Watches(RunSchedule schedule, params double[] losses)
    {
        RunWatch watch = RunWatch.Start;
        for (int epoch = 1; epoch <= losses.Length; epoch++)
        {
            watch = watch.After(epoch, Metrics(100), Metrics(losses[epoch - 1]), schedule);
            yield return watch;
        }
    }

    private static ShardMetrics Metrics(double loss) => new(8, 8 * loss, 4, 4);
}
