using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Tests.Seed;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>The fast kernels train as the seed's own code did, to single precision.</summary>
public sealed class LaneGoldenRunTests(SeedFixture seed) : IClassFixture<SeedFixture>
{
    // A rounding is 6e-8; some hundred of them in numbers of size 1 to 10, most of which cancel.
    private const double Tolerance = 2e-6;

    private readonly LaneNetwork _network = new(seed.Network);

    [Fact]
    public void Should_compute_the_same_gradient_and_probabilities()
    {
        (float[] gradient, ShardMetrics metrics) = Gradient(Narrow(seed.Parameters), [(seed.Images[0], seed.Labels[0])]);

        AssertClose.Equal(seed.Golden.Gradient, gradient, Tolerance, "gradient");
        Assert.Equal(-Math.Log(seed.Golden.Probabilities[0]), metrics.LossSum, Tolerance);
        Assert.Equal(seed.Golden.Probabilities[0], metrics.ProbabilitySum, Tolerance);
    }

    [Fact]
    public void Should_train_to_the_same_parameters_and_probabilities()
    {
        List<float[]> history = [Narrow(seed.Parameters)];
        for (int step = 0; step < 3; step++)
        {
            (float[] gradient, _) = Gradient(history[step], seed.Batch(step));
            history.Add([.. history[step].Zip(gradient, (p, g) => p - ((float)SeedFixture.LearningRate / SeedFixture.BatchSize * g))]);
        }

        AssertClose.Equal(seed.Golden.ParametersAfterOneStep, history[1], Tolerance, "parameters after one step");
        AssertClose.Equal(seed.Golden.ParametersAfterThreeSteps, history[3], Tolerance, "parameters after three steps");
        AssertClose.Equal(seed.Golden.MeanProbabilities, [.. history.Select(MeanProbability)], Tolerance, "mean probabilities");
    }

    private double MeanProbability(float[] parameters) =>
        seed.Samples.Chunk(LaneNetwork.Lanes).Sum(shard => Gradient(parameters, shard).Metrics.ProbabilitySum) / seed.Samples.Count;

    private (float[] Gradient, ShardMetrics Metrics) Gradient(float[] parameters, IReadOnlyList<(double[] Sample, int Label)> shard)
    {
        LaneWeights weights = _network.CreateWeights();
        LaneWorkspace workspace = _network.CreateWorkspace(training: true);
        float[] gradient = new float[seed.Network.ParameterCount];
        _network.Pack(parameters, weights);
        for (int lane = 0; lane < shard.Count; lane++)
        {
            workspace.SetSample(lane, Narrow(shard[lane].Sample));
        }

        ShardMetrics metrics = _network.ComputeGradient(weights, workspace, [.. shard.Select(sample => sample.Label)], gradient);
        return (gradient, metrics);
    }

    private static float[] Narrow(double[] values) => [.. values.Select(value => (float)value)];
}
