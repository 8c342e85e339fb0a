using System.Collections.Immutable;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Tests.Parameters;

/// <summary>A slice in a store of its own, as on a node that holds it, against the same slice among all parameters.</summary>
public class SliceStateTests
{
    private const int Seed = 7;
    private static readonly Optimizer Optimizer = new AdamOptimizer(0.01f) { Clipping = new GradientClipping(Value: 0.02f) };
    private static readonly RunLength Length = new(10, 5);

    // The cuts go through what is trained and past what is averaged.
    private static readonly Network Network = Network.Create(
        new Shape(2, 4, 4), [new ConvolutionLayer(3, 3), new BatchNormLayer(), new FlattenLayer(), new DenseLayer(3)]);

    private static readonly ImmutableArray<ParameterSlice> Slices = ParameterSlice.Cut(Network.ParameterCount, 3);

    [Fact]
    public void Should_come_to_the_same_bits_after_some_steps_and_a_gathering()
    {
        float[] start = Network.InitialParameters(Seed);
        ParameterStore whole = new(start, Optimizer, null, Length, Network.ParameterRanges);
        ParameterStore[] stores = Cut(whole);
        Random random = new(Seed);
        for (int step = 0; step < 6; step++)
        {
            float[] gradient = [.. start.Select(_ => random.NextSingle() - 0.5f)];
            foreach (ParameterSlice slice in Slices)
            {
                stores[slice.Index].Apply(slice with { First = 0 }, slice.Of(gradient.AsSpan()).ToArray(), samples: 4, step);
            }

            whole.Apply(new ParameterSlice(0, 0, start.Length), gradient, samples: 4, step);
            if (step == 2)
            {
                // On their way to other nodes.
                stores = Cut(Gather(stores));
            }
        }

        RunSnapshot gathered = Gather(stores);
        Assert.Equal(whole.Weights.ToArray(), gathered.Weights.ToArray());
        Assert.Equal(whole.OptimizerState.ToArray(), gathered.OptimizerState.ToArray());
        Assert.NotEqual(start, gathered.Weights.ToArray());
    }

    [Fact]
    public void Should_refuse_a_state_of_another_length()
    {
        ArgumentException refused = Assert.Throws<ArgumentException>(
            () => SliceState.CreateStore(new byte[8], Slices[1], Network, Optimizer, Length));
        Assert.Contains("state of slice 1", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RunSnapshot.Join(RunPosition.Start, Slices, [new byte[4], new byte[4], new byte[4]], planes: 2));
    }

    private static ParameterStore[] Cut(IParameters parameters) => [.. Slices.Select(slice => SliceState.CreateStore(
        SliceState.Write(parameters.Weights, parameters.OptimizerState, slice), slice, Network, Optimizer, Length))];

    private static RunSnapshot Gather(ParameterStore[] stores) => RunSnapshot.Join(
        RunPosition.Start,
        Slices,
        [.. Slices.Select(slice => SliceState.Write(stores[slice.Index].Weights, stores[slice.Index].OptimizerState, slice with { First = 0 }))],
        Optimizer.StatePerParameter);
}
