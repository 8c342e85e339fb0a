using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;

namespace ActorCnn.Networks.Tests.Kernels.Lanes;

/// <summary>A network with random parameters and one shard of random samples, to be run on both kinds of kernels.</summary>
public sealed class LaneSamples
{
    private readonly LaneNetwork _lanes;
    private readonly int _seed;

    public LaneSamples(Network network, int samples, int seed, CrossEntropyLoss? loss = null)
    {
        _seed = seed;
        _lanes = new LaneNetwork(network, loss);
        Random random = new(seed);
        Network = network;
        // Weights of the size that keeps activations near 1, biases that are not zero, and variances that are positive.
        Parameters = [.. network.Layers.SelectMany(layer => layer.Tensors.SelectMany(tensor => Uniform(
            random, tensor.Shape.Count, Math.Sqrt(6.0 * tensor.Shape.Dimensions[0] / layer.ParameterCount))
            .Select(value => tensor.Shape.Name.EndsWith("variance", StringComparison.Ordinal) ? Math.Abs(value) + 0.5f : value)))];
        Samples = [.. Enumerable.Range(0, samples).Select(_ => Uniform(random, network.Input.Count, 1))];
        Labels = [.. Enumerable.Range(0, samples).Select(_ => random.Next(network.Output.Channels))];
    }

    public Network Network { get; }

    public float[] Parameters { get; }

    public float[][] Samples { get; }

    public int[] Labels { get; }

    /// <summary>The sum of the gradients and the metrics by the fast kernels.</summary>
    public (ShardMetrics Metrics, float[] Gradient) Fast()
    {
        LaneWeights weights = _lanes.CreateWeights();
        LaneWorkspace workspace = _lanes.CreateWorkspace(training: true);
        _lanes.Pack(Parameters, weights);
        return Fast(weights, workspace);
    }

    /// <summary>The same with memory that may have been used before.</summary>
    public (ShardMetrics Metrics, float[] Gradient) Fast(LaneWeights weights, LaneWorkspace workspace)
    {
        // What stands in the gradient before must not matter.
        float[] gradient = new float[Network.ParameterCount];
        Array.Fill(gradient, float.NaN);
        for (int lane = 0; lane < Samples.Length; lane++)
        {
            workspace.SetSample(lane, Samples[lane]);
        }

        return (_lanes.ComputeGradient(weights, workspace, Labels, gradient), gradient);
    }

    /// <summary>The same by the reference kernels.</summary>
    public (double LossSum, double ProbabilitySum, double[] Gradient) Plain()
    {
        ReferenceNetwork reference = new(Network);
        (double[] losses, double[] gradient) = reference.ShardGradient(
            Widen(Parameters), [.. Samples.Select(Widen)], Labels, ReferencePass.Training(Samples.Length));
        return (losses.Sum(), losses.Sum(loss => Math.Exp(-loss)), gradient);
    }

    public override string ToString() => $"seed {_seed}, {Samples.Length} samples, {Network.Input}: "
        + string.Join(", ", Network.Layers.Select(layer => $"{layer.Layer.Type} {layer.Layer.Settings}"));

    public static double[] Widen(float[] values) => [.. values.Select(value => (double)value)];

    private static float[] Uniform(Random random, int count, double bound) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(((2 * random.NextDouble()) - 1) * bound))];
}
