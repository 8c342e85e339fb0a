using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Protocol;

/// <summary>
/// The plan of a run as numbers: what follows from the configuration and the sizes of the data, and from nothing else.
/// </summary>
public sealed record RunSchedule
{
    /// <summary>Training samples, at least one.</summary>
    public required int TrainSamples { get; init; }

    /// <summary>Test samples, at least one.</summary>
    public required int TestSamples { get; init; }

    /// <summary>Samples in a minibatch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Samples in a shard.</summary>
    public required int ShardSize { get; init; }

    /// <summary>Passes over the training samples.</summary>
    public required int Epochs { get; init; }

    /// <summary>Epochs between two evaluations.</summary>
    public int EvaluateEvery { get; init; } = 1;

    /// <summary>When checkpoints are written.</summary>
    public CheckpointSettings Checkpoints { get; init; } = new();

    /// <summary>How gradients are made smaller for the network.</summary>
    public GradientCompression Compression { get; init; }

    /// <summary>When the learning rate drops; null when it hangs on no figure.</summary>
    public PlateauSchedule? Plateau { get; init; }

    /// <summary>When the run stops before its last epoch; null for never.</summary>
    public PatienceRule? EarlyStopping { get; init; }

    /// <summary>The figure by which the best epoch's weights are kept; null when they are not.</summary>
    public MonitoredMetric? KeepBest { get; init; }

    /// <summary>Whether the rest of the run hangs on what its epochs show.</summary>
    public bool IsWatched => Plateau is not null || EarlyStopping is not null || KeepBest is not null;

    /// <summary>Minibatches in an epoch; the last may have fewer samples.</summary>
    public int BatchesPerEpoch => (TrainSamples + BatchSize - 1) / BatchSize;

    /// <summary>Shards of a whole minibatch.</summary>
    public int MostShards => new ShardPlan(Math.Min(BatchSize, TrainSamples), ShardSize).Shards;

    /// <summary>How long the run is, which a learning rate's schedule may depend on.</summary>
    public RunLength Length => new((long)Epochs * BatchesPerEpoch, BatchesPerEpoch);

    /// <summary>The plan of a configuration over data.</summary>
    public static RunSchedule Create(TrainingSettings settings, int trainSamples, int testSamples)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new RunSchedule
        {
            TrainSamples = trainSamples,
            TestSamples = testSamples,
            BatchSize = settings.BatchSize,
            ShardSize = settings.ShardSize,
            Epochs = settings.Epochs,
            EvaluateEvery = settings.EvaluateEvery,
            Checkpoints = settings.Checkpoints,
            Compression = settings.Compression,
            Plateau = settings.Optimizer.Schedule as PlateauSchedule,
            EarlyStopping = settings.EarlyStopping,
            KeepBest = settings.KeepBest,
        };
    }

    /// <summary>The pass that makes an update.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="step">The number of updates made before.</param>
    public Pass GradientPass(string run, long step) =>
        new(run, PassKind.Gradient, step, (int)(step / BatchesPerEpoch), (int)(step % BatchesPerEpoch));

    /// <summary>The shards of a pass.</summary>
    public ShardPlan PlanOf(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        return pass.Kind == PassKind.Evaluation
            ? new ShardPlan(TestSamples, ShardSize)
            : new ShardPlan(Math.Min(BatchSize, TrainSamples - (pass.Batch * BatchSize)), ShardSize);
    }

    /// <summary>Whether the test samples are evaluated at the end of an epoch; after the last they always are.</summary>
    /// <param name="epoch">The epoch, from zero.</param>
    public bool EvaluatesAfter(int epoch) => (epoch + 1) % EvaluateEvery == 0 || epoch + 1 == Epochs;
}
