using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A network's fast kernels. One object serves every thread; each thread brings its own <see cref="LaneWorkspace"/>, and all read the
/// same <see cref="LaneWeights"/>. Nothing is allocated once those exist. Same bits at any vector width.
/// </summary>
public sealed unsafe class LaneNetwork
{
    /// <summary>Samples computed together: one to a lane.</summary>
    public const int Lanes = 16;

    private readonly LanePlan _plan;
    private readonly int _classes;

    /// <summary>Lays out the kernels of a network.</summary>
    /// <param name="network">What is computed.</param>
    /// <param name="loss">What gradients are of; null for the cross-entropy as it is.</param>
    public LaneNetwork(Network network, CrossEntropyLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Loss = loss ?? new CrossEntropyLoss();
        Network = network;
        _plan = new LanePlan([.. network.Layers.Select(layer => layer.Layer.CreateLaneOperator(layer.Input))]);
        _classes = network.Output.Channels;
    }

    /// <summary>What is computed.</summary>
    public Network Network { get; }

    /// <summary>What gradients are of. Evaluations are without its label smoothing.</summary>
    public CrossEntropyLoss Loss { get; }

    /// <summary>Takes memory for weights as the kernels read them.</summary>
    public LaneWeights CreateWeights() => new(_plan.PackedLength);

    /// <summary>Reorders parameters for the kernels: once a step.</summary>
    /// <param name="parameters">The network's parameters in buffer order.</param>
    /// <param name="weights">Where they go.</param>
    public void Pack(ReadOnlySpan<float> parameters, LaneWeights weights) => Pack(parameters, weights, part: 0, parts: 1);

    /// <summary>The same for one of several parts, which threads may do at the same time: whole layers, about the same length each.</summary>
    /// <param name="parameters">The network's parameters in buffer order.</param>
    /// <param name="weights">Where they go.</param>
    /// <param name="part">The part, from zero.</param>
    /// <param name="parts">How many parts there are.</param>
    public void Pack(ReadOnlySpan<float> parameters, LaneWeights weights, int part, int parts)
    {
        ArgumentNullException.ThrowIfNull(weights);
        RequireLength(Network.ParameterCount, parameters.Length, nameof(parameters));
        fixed (float* first = parameters)
        {
            _plan.Pack(first, weights.Buffer.Pointer, part, parts);
        }

        GC.KeepAlive(weights);
    }

    /// <summary>Takes memory for one thread.</summary>
    /// <param name="training">False leaves out what only gradients need.</param>
    public LaneWorkspace CreateWorkspace(bool training)
    {
        LanePass pass = new();
        return new LaneWorkspace(_plan.CreateMemory(training, pass), pass, _plan.Input, training);
    }

    /// <summary>The sum of the samples' gradients, and how well they were told apart. Deterministic.</summary>
    /// <param name="weights">Packed weights.</param>
    /// <param name="workspace">A training workspace whose first lanes hold the samples.</param>
    /// <param name="labels">Their classes, at most sixteen; lanes beyond add exact zeros.</param>
    /// <param name="gradient">Overwritten, in the order of the parameter buffer.</param>
    /// <exception cref="ArgumentException">
    /// The workspace is not for training, the gradient has another length than the parameters, or the labels do not fit.
    /// </exception>
    public ShardMetrics ComputeGradient(LaneWeights weights, LaneWorkspace workspace, ReadOnlySpan<int> labels, Span<float> gradient)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        RequireLength(Network.ParameterCount, gradient.Length, nameof(gradient));
        if (!workspace.IsForTraining)
        {
            throw new ArgumentException("the workspace was made without memory for gradients", nameof(workspace));
        }

        RequireLabels(labels);
        Forward(weights, workspace, labels.Length, training: true);
        LaneStep last = workspace.Memory.Steps[^1];
        ShardMetrics metrics = SoftmaxCrossEntropy.Measure(last.Output, _classes, labels, last.OutputGradient, Loss.LabelSmoothing);
        fixed (float* first = gradient)
        {
            _plan.Backward(workspace.Memory, weights.Buffer.Pointer, first);
        }

        GC.KeepAlive(weights);
        GC.KeepAlive(workspace);
        return metrics;
    }

    /// <summary>How well the samples are told apart. Deterministic.</summary>
    /// <param name="weights">Packed weights.</param>
    /// <param name="workspace">A workspace whose first lanes hold the samples.</param>
    /// <param name="labels">Their classes, at most sixteen.</param>
    /// <exception cref="ArgumentException">There are no labels or more than lanes, or one is beyond the classes.</exception>
    public ShardMetrics Evaluate(LaneWeights weights, LaneWorkspace workspace, ReadOnlySpan<int> labels)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        RequireLabels(labels);
        Forward(weights, workspace, labels.Length, training: false);
        ShardMetrics metrics = SoftmaxCrossEntropy.Measure(workspace.Memory.Steps[^1].Output, _classes, labels);
        GC.KeepAlive(workspace);
        return metrics;
    }

    /// <summary>The same with the samples' class probabilities, in one go.</summary>
    /// <param name="weights">Packed weights.</param>
    /// <param name="workspace">A workspace whose first lanes hold the samples.</param>
    /// <param name="labels">Their classes, at most sixteen.</param>
    /// <param name="probabilities">Overwritten: <c>[sample][class]</c>.</param>
    public ShardMetrics Evaluate(LaneWeights weights, LaneWorkspace workspace, ReadOnlySpan<int> labels, Span<float> probabilities)
    {
        ShardMetrics metrics = Evaluate(weights, workspace, labels);
        RequireLength(labels.Length * _classes, probabilities.Length, nameof(probabilities));
        SoftmaxCrossEntropy.Probabilities(workspace.Memory.Steps[^1].Output, _classes, labels.Length, probabilities);
        GC.KeepAlive(workspace);
        return metrics;
    }

    /// <summary>The class probabilities of the first <paramref name="samples"/> lanes.</summary>
    /// <param name="weights">Packed weights.</param>
    /// <param name="workspace">A workspace whose first lanes hold the samples.</param>
    /// <param name="samples">How many, 1 to 16.</param>
    /// <param name="probabilities">Overwritten: <c>[sample][class]</c>.</param>
    public void Predict(LaneWeights weights, LaneWorkspace workspace, int samples, Span<float> probabilities)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        RequireSamples(samples, nameof(samples));
        RequireLength(samples * _classes, probabilities.Length, nameof(probabilities));
        Forward(weights, workspace, samples, training: false);
        SoftmaxCrossEntropy.Probabilities(workspace.Memory.Steps[^1].Output, _classes, samples, probabilities);
        GC.KeepAlive(workspace);
    }

    private static void RequireLength(int expected, int got, string name)
    {
        if (expected != got)
        {
            throw new ArgumentException($"expected {expected} numbers, got {got}", name);
        }
    }

    private static void RequireSamples(int samples, string name)
    {
        if (samples is < 1 or > Lanes)
        {
            throw new ArgumentException($"expected 1 to {Lanes} samples, got {samples}", name);
        }
    }

    private void RequireLabels(ReadOnlySpan<int> labels)
    {
        RequireSamples(labels.Length, nameof(labels));
        foreach (int label in labels)
        {
            if ((uint)label >= (uint)_classes)
            {
                throw new ArgumentException($"expected labels from 0 to {_classes - 1}, got {label}", nameof(labels));
            }
        }
    }

    private void Forward(LaneWeights weights, LaneWorkspace workspace, int samples, bool training)
    {
        ArgumentNullException.ThrowIfNull(weights);
        workspace.LoadLanes(samples);
        workspace.Pass.Samples = samples;
        workspace.Pass.IsTraining = training;
        _plan.Forward(workspace.Memory, weights.Buffer.Pointer);
        GC.KeepAlive(weights);
    }
}

/// <summary>
/// A network's weights as its fast kernels read them. Written by one thread, or part by part by several, then read by any.
/// </summary>
public sealed class LaneWeights
{
    internal LaneWeights(int length) => Buffer = new AlignedBuffer(length);

    internal AlignedBuffer Buffer { get; }
}
