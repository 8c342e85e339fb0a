using ActorCnn.Networks.Metrics;

namespace ActorCnn.Networks.Tests.Metrics;

public sealed class ShardMetricsTests
{
    [Fact]
    public void Should_add_every_sum()
    {
        ShardMetrics left = new(Samples: 16, LossSum: 8, ProbabilitySum: 10.5, Correct: 12);
        ShardMetrics right = new(Samples: 4, LossSum: 2, ProbabilitySum: 1.5, Correct: 3);

        Assert.Equal(new ShardMetrics(20, 10, 12, 15), left + right);
        Assert.Equal(left + right, ShardMetrics.Add(left, right));
    }

    [Fact]
    public void Should_give_means_over_its_samples()
    {
        ShardMetrics metrics = new(Samples: 20, LossSum: 10, ProbabilitySum: 12, Correct: 15);

        Assert.Equal((0.5, 0.6, 0.75), (metrics.Loss, metrics.Probability, metrics.Accuracy));
    }

    [Fact]
    public void Should_have_no_means_and_change_no_sum_without_samples()
    {
        ShardMetrics metrics = new(1, 2, 0.25, 1);
        ShardMetrics none = default;

        Assert.Equal(metrics, none + metrics);
        Assert.Equal((double.NaN, double.NaN, double.NaN), (none.Loss, none.Probability, none.Accuracy));
    }
}
