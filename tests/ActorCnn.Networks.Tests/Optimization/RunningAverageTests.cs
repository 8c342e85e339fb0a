using ActorCnn.Networks.Optimization;

namespace ActorCnn.Networks.Tests.Optimization;

public sealed class RunningAverageTests
{
    [Fact]
    public void Should_move_towards_the_samples_mean_by_the_momentum()
    {
        float[] averages = [1, -2, 8];

        RunningAverage.Apply(averages, [20, 0, 80], samples: 10, momentum: 0.25f);

        Assert.Equal([1.25f, -1.5f, 8], averages);
    }
}
