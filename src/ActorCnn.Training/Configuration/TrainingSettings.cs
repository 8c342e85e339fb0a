using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Configuration;

/// <summary>The <c>training</c> section.</summary>
public sealed record TrainingSettings
{
    internal const float DefaultLearningRate = 0.1f;

    /// <summary>Samples in a minibatch; the last of an epoch may have fewer.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Samples in a logical shard.</summary>
    public int ShardSize { get; init; } = 16;

    /// <summary>Passes over the training samples.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>Whether each epoch visits the samples in an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Epochs between two evaluations on the test samples; the last epoch is always evaluated.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>How a gradient changes the weights.</summary>
    public Optimizer Optimizer { get; init; } = new SgdOptimizer(DefaultLearningRate);

    /// <summary>
    /// The most updates between the weights that a shard's gradient is computed on and those that it is applied to, when training is
    /// asynchronous; null when it is synchronous, and deterministic.
    /// </summary>
    public int? Staleness { get; init; }

    /// <summary>How gradients are made smaller for the network.</summary>
    public GradientCompression Compression { get; init; }

    /// <summary>When the run stops before its last epoch; null for never.</summary>
    public PatienceRule? EarlyStopping { get; init; }

    /// <summary>The figure by which the best epoch's weights are kept beside the last's; null when they are not.</summary>
    public MonitoredMetric? KeepBest { get; init; }

    /// <summary>When checkpoints are written and how many are kept.</summary>
    public CheckpointSettings Checkpoints { get; init; } = new();
}

/// <summary>The <c>training.checkpoints</c> section. A run's end and an orderly stop always write one.</summary>
public sealed record CheckpointSettings
{
    /// <summary>Seconds between two checkpoints, rounded up to the end of a step; zero for none by time.</summary>
    public double EverySeconds { get; init; } = 60;

    /// <summary>Steps between two checkpoints; zero for none by count.</summary>
    public int EverySteps { get; init; }

    /// <summary>How many of the newest are kept.</summary>
    public int Keep { get; init; } = 3;
}
