using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

public sealed class LaneBatchNormTests
{
    [Fact]
    public void Should_evaluate_by_the_running_averages()
    {
        LaneSamples samples = new(LaneNetworks.Normalized, 11, seed: 6);
        LaneNetwork lanes = new(samples.Network);
        LaneWeights weights = lanes.CreateWeights();
        LaneWorkspace workspace = lanes.CreateWorkspace(training: false);
        float[] probabilities = new float[11 * 4];
        lanes.Pack(samples.Parameters, weights);
        for (int lane = 0; lane < 11; lane++)
        {
            workspace.SetSample(lane, samples.Samples[lane]);
        }

        lanes.Predict(weights, workspace, 11, probabilities);

        ReferenceNetwork reference = new(samples.Network);
        double[] expected = [.. samples.Samples.SelectMany(
            sample => reference.Probabilities(LaneSamples.Widen(samples.Parameters), LaneSamples.Widen(sample)))];
        // Some hundred roundings of 6e-8 in probabilities of size 1.
        AssertClose.Equal(expected, probabilities, 1e-5, "probabilities");
    }

    [Fact]
    public void Should_leave_the_samples_of_unused_lanes_out_of_the_statistics()
    {
        LaneSamples five = new(LaneNetworks.Normalized, 5, seed: 6);
        LaneNetwork lanes = new(five.Network);
        LaneWeights weights = lanes.CreateWeights();
        LaneWorkspace workspace = lanes.CreateWorkspace(training: true);
        lanes.Pack(five.Parameters, weights);
        for (int lane = 0; lane < 16; lane++)
        {
            workspace.SetSample(lane, five.Samples[lane % 5]);
        }

        float[] gradient = new float[five.Network.ParameterCount];
        lanes.ComputeGradient(weights, workspace, five.Labels, gradient);

        Assert.Equal(Network.Sha256(five.Fast().Gradient), Network.Sha256(gradient));
    }
}
