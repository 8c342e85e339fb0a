using ActorCnn.Networks.Metrics;
using ActorCnn.Training.EarlyStopping;

namespace ActorCnn.Training.Tests.EarlyStopping;

public class BestValueTests
{
    [Fact]
    public void Should_take_a_better_value_and_count_those_that_are_not()
    {
        BestValue best = After(MonitoredMetric.TestLoss, minDelta: 0, 0.9, 0.5, 0.7, 0.5);

        Assert.Equal(new BestValue(MonitoredMetric.TestLoss, 2, 0.5, 2), best);
    }

    [Fact]
    public void Should_want_higher_accuracies_and_lower_losses()
    {
        Assert.Equal(3, After(MonitoredMetric.TestAccuracy, minDelta: 0, 0.2, 0.1, 0.3).Epoch);
        Assert.Equal(3, After(MonitoredMetric.TestProbability, minDelta: 0, 0.2, 0.1, 0.3).Epoch);
        Assert.Equal(2, After(MonitoredMetric.TestLoss, minDelta: 0, 0.2, 0.1, 0.3).Epoch);
        Assert.Equal(2, After(MonitoredMetric.TrainLoss, minDelta: 0, 0.2, 0.1, 0.3).Epoch);
    }

    [Fact]
    public void Should_not_count_an_improvement_of_the_least_difference_or_less()
    {
        Assert.Equal((1, 2), Place(After(MonitoredMetric.TestLoss, minDelta: 0.25, 1, 0.875, 0.75)));
        Assert.Equal((3, 0), Place(After(MonitoredMetric.TestLoss, minDelta: 0.25, 1, 0.875, 0.625)));
        Assert.Equal((3, 0), Place(After(MonitoredMetric.TestAccuracy, minDelta: 0.25, 0, 0.25, 0.5)));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void Should_never_take_a_value_that_is_not_finite(double value)
    {
        Assert.Equal((2, 1), Place(After(MonitoredMetric.TestLoss, minDelta: 0, value, 5, value)));
        Assert.Equal((0, 1), Place(After(MonitoredMetric.TestAccuracy, minDelta: 0, value)));
    }

    [Fact]
    public void Should_begin_anew_when_another_figure_is_watched()
    {
        BestValue best = After(MonitoredMetric.TestLoss, minDelta: 0, 0.9, 0.5);

        Assert.Same(best, BestValue.GoOn(best, MonitoredMetric.TestLoss));
        Assert.Equal(0, BestValue.GoOn(best, MonitoredMetric.TestAccuracy).Epoch);
    }

    private static (int Epoch, int Since) Place(BestValue best) => (best.Epoch, best.Since);

    private static BestValue After(MonitoredMetric monitor, double minDelta, params double[] values) => values
        .Select((value, i) => (Epoch: i + 1, Value: value))
        .Aggregate(BestValue.GoOn(null, monitor), (best, next) => best.After(next.Epoch, next.Value, minDelta));
}
