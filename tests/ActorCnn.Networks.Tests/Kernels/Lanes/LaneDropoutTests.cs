using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

public sealed class LaneDropoutTests
{
    private static readonly Network Dropping = LaneNetworks.Dropping;

    [Fact]
    public void Should_drop_by_seed_epoch_and_sample_alone()
    {
        string expected = LossOf(lane: 0, seed: 5, epoch: 2, sample: 77);

        Assert.Equal(expected, LossOf(lane: 9, seed: 5, epoch: 2, sample: 77));
        Assert.NotEqual(expected, LossOf(lane: 0, seed: 6, epoch: 2, sample: 77));
        Assert.NotEqual(expected, LossOf(lane: 0, seed: 5, epoch: 3, sample: 77));
        Assert.NotEqual(expected, LossOf(lane: 0, seed: 5, epoch: 2, sample: 78));
    }

    [Fact]
    public void Should_change_nothing_when_evaluating()
    {
        Network without = Network.Create(Dropping.Input, [.. Dropping.Layers.Select(layer => layer.Layer).Where(layer => layer is not DropoutLayer)]);

        Assert.Equal(Probabilities(without), Probabilities(Dropping));
    }

    [Fact]
    public void Should_drop_the_share_that_the_rate_says()
    {
        // Of 16 x 10,000 draws the share's deviation is sqrt(0.3 0.7 / 160,000) = 0.0011: four of them.
        LaneLayer kernel = new(new DropoutLayer(0.3f), Shape.Flat(10_000), []);
        double[] values = [.. kernel.Forward([.. Enumerable.Range(0, 16).Select(_ => Enumerable.Repeat(1.0, 10_000).ToArray())]).SelectMany(row => row)];

        Assert.Equal(0.3, values.Count(value => value == 0) / 160_000.0, 0.0046);
        Assert.All(values.Where(value => value != 0), value => Assert.Equal((double)(1 / (1 - 0.3f)), value));
    }

    // The loss of a sample in one lane: with the lanes before it, less theirs. Rounded, since a sum has other roundings than its parts.
    private static string LossOf(int lane, ulong seed, int epoch, int sample)
    {
        LaneSamples samples = new(Dropping, 1, seed: 4);
        LaneNetwork lanes = new(Dropping);
        LaneWeights weights = lanes.CreateWeights();
        LaneWorkspace workspace = lanes.CreateWorkspace(training: true);
        lanes.Pack(samples.Parameters, weights);
        workspace.SetEpoch(seed, epoch);
        workspace.SetSampleNumber(lane, sample);
        return $"{LossOfFirst(lane + 1) - LossOfFirst(lane):F6}";

        double LossOfFirst(int count)
        {
            for (int i = 0; i < count; i++)
            {
                workspace.SetSample(i, samples.Samples[0]);
            }

            int[] labels = [.. Enumerable.Repeat(samples.Labels[0], count)];
            return count == 0 ? 0 : lanes.ComputeGradient(weights, workspace, labels, new float[Dropping.ParameterCount]).LossSum;
        }
    }

    private static float[] Probabilities(Network network)
    {
        LaneSamples samples = new(network, 16, seed: 4);
        LaneNetwork lanes = new(network);
        LaneWeights weights = lanes.CreateWeights();
        LaneWorkspace workspace = lanes.CreateWorkspace(training: false);
        float[] probabilities = new float[16 * network.Output.Channels];
        lanes.Pack(samples.Parameters, weights);
        for (int lane = 0; lane < 16; lane++)
        {
            workspace.SetSample(lane, samples.Samples[lane]);
        }

        lanes.Predict(weights, workspace, 16, probabilities);
        return probabilities;
    }
}
