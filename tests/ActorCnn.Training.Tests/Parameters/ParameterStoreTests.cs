using ActorCnn.Networks;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;
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

        store.Apply(new ParameterSlice(0, 0, 4), new float[] { 8, 8, 16, 16 }, samples: 2, step: 0);

        Assert.Equal([1, 0, -1, 6], store.Weights.ToArray());
    }

    [Fact]
    public void Should_clip_by_the_norm_of_what_is_trained()
    {
        ParameterStore store = new([0, 0, 0], new SgdOptimizer(1) { Clipping = new GradientClipping(Norm: 5) }, ranges:
        [
            new ParameterRange(0, 2, ParameterUpdate.Trained),
            new ParameterRange(2, 1, ParameterUpdate.RunningAverage, 1f),
        ]);

        store.Apply(new ParameterSlice(0, 0, 3), new float[] { 6, 8, 100 }, samples: 1, step: 0);

        // The norm of 6 and 8 is 10, twice what is allowed; the average is no gradient.
        Assert.Equal([-3, -4, 100], store.Weights.ToArray());
    }

    private const int Parameters = 200;
    private static readonly AdamOptimizer Adam = new(0.1f) { WeightDecay = 0.01f };

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void Should_keep_the_same_state_for_any_number_of_slices(int slices)
    {
        (float[] weights, float[] state) = Train(new ParameterStore(Initial(), Adam), slices: 1, fromStep: 0, toStep: 4);

        (float[] Weights, float[] State) cut = Train(new ParameterStore(Initial(), Adam), slices, fromStep: 0, toStep: 4);

        Assert.Equal(2 * Parameters, state.Length);
        Assert.Equal(weights, cut.Weights);
        Assert.Equal(state, cut.State);
    }

    [Fact]
    public void Should_go_on_from_its_state_with_other_slices_as_if_it_had_not_stopped()
    {
        (float[] weights, float[] state) = Train(new ParameterStore(Initial(), Adam), slices: 3, fromStep: 0, toStep: 2);

        (float[] Weights, float[] State) resumed = Train(new ParameterStore(weights, Adam, state), slices: 2, fromStep: 2, toStep: 4);

        Assert.Equal(Train(new ParameterStore(Initial(), Adam), slices: 1, fromStep: 0, toStep: 4).Weights, resumed.Weights);
    }

    [Fact]
    public void Should_refuse_the_state_of_another_optimizer()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new ParameterStore(Initial(), Adam, new float[Parameters]));
        Assert.Contains("expected 400 numbers, got 200", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_clip_a_part_of_the_gradient_by_a_norm_that_is_over_all_of_it()
    {
        ParameterStore store = new(Initial(), new SgdOptimizer(1) { Clipping = new GradientClipping(Norm: 1) });

        Assert.Throws<InvalidOperationException>(() => store.Apply(new ParameterSlice(0, 0, 100), new float[100], samples: 1, step: 0));
    }

    [Fact]
    public void Should_use_the_rate_that_is_scheduled_for_the_step()
    {
        ParameterStore store = new([0f], new SgdOptimizer(1) { Schedule = new StepSchedule(1) { Drop = 0.5 } }, length: new RunLength(20, 10));

        store.Apply(new ParameterSlice(0, 0, 1), new float[] { 1 }, samples: 1, step: 10);

        Assert.Equal(0.5f, store.LearningRate(10));
        Assert.Equal([-0.5f], store.Weights.ToArray());
    }

    private static float[] Initial() => [.. Enumerable.Range(0, Parameters).Select(i => (i % 13) - 6f)];

    private static (float[] Weights, float[] State) Train(ParameterStore store, int slices, int fromStep, int toStep)
    {
        for (int step = fromStep; step < toStep; step++)
        {
            float[] gradient = [.. Enumerable.Range(0, Parameters).Select(i => ((i * 7) + step) % 11 - 5f)];
            foreach (ParameterSlice slice in ParameterSlice.Cut(Parameters, slices))
            {
                store.Apply(slice, slice.Of(gradient.AsSpan()), samples: 3, step);
            }
        }

        return (store.Weights.ToArray(), store.OptimizerState.ToArray());
    }
}
