using ActorCnn.Networks.Metrics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A network's fast kernels. One object serves every thread; each thread brings its own <see cref="LaneWorkspace"/>, and all read the
/// same <see cref="LaneWeights"/>. Nothing is allocated once those exist. Same bits at any vector width.
/// </summary>
public sealed class LaneNetwork
{
    /// <summary>Samples computed together: one to a lane.</summary>
    public const int Lanes = 16;

    /// <summary>Lays out the kernels of a network.</summary>
    public LaneNetwork(Network network) => Network = network;

    /// <summary>What is computed.</summary>
    public Network Network { get; }

    /// <summary>Takes memory for weights as the kernels read them.</summary>
    public LaneWeights CreateWeights() => throw new NotImplementedException();

    /// <summary>Reorders parameters for the kernels: once a step.</summary>
    /// <param name="parameters">The network's parameters in buffer order.</param>
    /// <param name="weights">Where they go.</param>
    public void Pack(ReadOnlySpan<float> parameters, LaneWeights weights) => throw new NotImplementedException();

    /// <summary>Takes memory for one thread.</summary>
    /// <param name="training">False leaves out what only gradients need.</param>
    public LaneWorkspace CreateWorkspace(bool training) => throw new NotImplementedException();

    /// <summary>The sum of the samples' gradients, and how well they were told apart.</summary>
    /// <param name="weights">Packed weights.</param>
    /// <param name="workspace">A training workspace whose first lanes hold the samples.</param>
    /// <param name="labels">Their classes, at most sixteen; lanes beyond add exact zeros.</param>
    /// <param name="gradient">Overwritten, in the order of the parameter buffer.</param>
    public ShardMetrics ComputeGradient(LaneWeights weights, LaneWorkspace workspace, ReadOnlySpan<int> labels, Span<float> gradient) =>
        throw new NotImplementedException();

    /// <summary>How well the samples are told apart.</summary>
    public ShardMetrics Evaluate(LaneWeights weights, LaneWorkspace workspace, ReadOnlySpan<int> labels) =>
        throw new NotImplementedException();

    /// <summary>The class probabilities of the first <paramref name="samples"/> lanes.</summary>
    /// <param name="weights">Packed weights.</param>
    /// <param name="workspace">A workspace whose first lanes hold the samples.</param>
    /// <param name="samples">How many, 1 to 16.</param>
    /// <param name="probabilities">Overwritten: <c>[sample][class]</c>.</param>
    public void Predict(LaneWeights weights, LaneWorkspace workspace, int samples, Span<float> probabilities) =>
        throw new NotImplementedException();
}

/// <summary>A network's weights as its fast kernels read them. Written by one thread, then read by any.</summary>
public sealed class LaneWeights
{
}

/// <summary>One thread's activations and gradients. Not synchronized.</summary>
public sealed class LaneWorkspace
{
    /// <summary>Puts a sample into a lane.</summary>
    /// <param name="lane">0 to 15.</param>
    /// <param name="pixels">The sample's pixels, channel by channel, row-major.</param>
    /// <param name="values">What each of the 256 pixel values stands for.</param>
    public void SetSample(int lane, ReadOnlySpan<byte> pixels, ReadOnlySpan<float> values) => throw new NotImplementedException();

    /// <summary>Puts a sample into a lane.</summary>
    public void SetSample(int lane, ReadOnlySpan<float> values) => throw new NotImplementedException();
}
