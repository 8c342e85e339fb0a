using ActorCnn.Networks;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Parameters;

namespace ActorCnn.Training.Tests.Parameters;

public class ParameterStoreTests
{
    [Fact]
    public void Should_change_each_range_as_the_network_says()
    {
        ParameterStore store = new([1, 2, 3, 4], new SgdOptimizer(0.5f), ranges:
        [
            new ParameterRange(0, 1, ParameterUpdate.Frozen),
            new ParameterRange(1, 2, ParameterUpdate.Trained),
            new ParameterRange(3, 1, ParameterUpdate.RunningAverage, 0.5f),
        ]);

        store.Apply([8, 8, 16, 16], samples: 2, step: 0);

        Assert.Equal([1, 0, -1, 6], store.Weights.ToArray());
    }

    [Fact]
    public void Should_give_each_range_its_own_part_of_the_optimizers_state()
    {
        ParameterStore store = new([0, 0, 0], new Remembering(), ranges:
        [
            new ParameterRange(0, 1, ParameterUpdate.Trained), new ParameterRange(1, 1, ParameterUpdate.Frozen),
            new ParameterRange(2, 1, ParameterUpdate.Trained),
        ]);

        store.Apply([1, 2, 3], samples: 1, step: 0);

        Assert.Equal([1, 1, 0, 0, 3, 3], store.OptimizerState.ToArray());
    }

    private sealed record Remembering : Optimizer
    {
        public override string Type => "remembering";

        public override int StatePerParameter => 2;

        public override float LearningRate(long step) => 0;

        public override void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, Span<float> state, int samples, long step) =>
            state.Fill(gradientSum[0]);
    }
}
