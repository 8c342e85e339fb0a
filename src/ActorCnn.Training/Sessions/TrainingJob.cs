using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Control;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Sessions;

/// <summary>All that a training in one process needs.</summary>
public sealed record TrainingJob
{
    /// <summary>What is trained.</summary>
    public required Network Network { get; init; }

    /// <summary>What it is trained and tested on.</summary>
    public required DataSplit Data { get; init; }

    /// <summary>What is done to the samples before the network sees them.</summary>
    public SamplePreparation Preparation { get; init; } = SamplePreparation.None;

    /// <summary>The run's plan.</summary>
    public required RunSchedule Schedule { get; init; }

    /// <summary>What training makes small.</summary>
    public CrossEntropyLoss Loss { get; init; } = new();

    /// <summary>How a gradient changes the weights.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>The run's seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Whether each epoch visits the samples in an order of its own.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>
    /// The most updates between the weights that a shard's gradient is computed on and those that it is applied to, when training is
    /// asynchronous; null when it is not, and deterministic. Only in one process.
    /// </summary>
    public int? Staleness { get; init; }

    /// <summary>Worker actors, at least one.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Slices of the parameters, each with an actor of its own; null for as many as pay. The weights do not depend on it.
    /// Clipping by norm takes one.</summary>
    public int? Slices { get; init; }

    // The norm of a gradient is over all parameters, and slices do not talk to each other: clipping by it wants a single one.
    // An asynchronous update is made of the whole gradient of a shard, by the one actor that writes.
    internal int SliceCount => Optimizer.Clipping.NeedsWholeGradient || Staleness is not null
        ? 1
        : Slices ?? ParameterSlice.SuitableCount(Network.ParameterCount, Workers);

    /// <summary>The weights to start with; null for the initial ones of the seed.</summary>
    public float[]? Weights { get; init; }

    /// <summary>What the optimizer remembers; null for nothing.</summary>
    public float[]? OptimizerState { get; init; }

    /// <summary>What top-k compression left out of the shards' gradients, and keeps while it trains; null for nothing yet.</summary>
    public ShardResiduals? Residuals { get; init; }

    /// <summary>Where to start.</summary>
    public RunPosition Position { get; init; } = RunPosition.Start;

    /// <summary>What writes checkpoints.</summary>
    public ICheckpointWriter Checkpoints { get; init; } = new NoCheckpoints();

    /// <summary>What keeps copies of the weights for those who are told; null for nobody.</summary>
    public WeightSnapshots? Snapshots { get; init; }

    /// <summary>Who is told what happens.</summary>
    public IReadOnlyList<IRunObserver> Observers { get; init; } = [];

    /// <summary>By which others may look at the run and change its course; null when nobody may.</summary>
    public RunControl? Control { get; init; }

    /// <summary>Wraps what the workers compute with; for tests that make it fail, and for measurements.</summary>
    public Func<IShardComputer, IShardComputer> Computer { get; init; } = computer => computer;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
