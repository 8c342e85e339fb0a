using System.Collections.Immutable;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Control;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Sessions;

/// <summary>All that a training needs: what is trained, how, from where, and who is told.</summary>
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

    /// <summary>
    /// Slices of the parameters, each with an actor of its own; null for as many as pay. In a cluster the nodes hold them in turn when a
    /// number is given, and the coordinator's process holds all of them when none is. Clipping by norm and asynchronous training take one,
    /// whatever is given. The weights do not depend on it.
    /// </summary>
    public int? Slices { get; init; }

    /// <summary>Whether the nodes of a cluster hold the slices: when somebody asked for several, and they can be cut.</summary>
    public bool SpreadsSlices => Slices > 1 && CutSlices().Length > 1;

    /// <summary>How the parameters are cut.</summary>
    public ImmutableArray<ParameterSlice> CutSlices() => ParameterSlice.Cut(Network.ParameterCount, SliceCount);

    // The norm of a gradient is over all parameters, and slices do not talk to each other: clipping by it wants a single one.
    // An asynchronous update is made of the whole gradient of a shard, by the one actor that writes.
    private int SliceCount => Optimizer.Clipping.NeedsWholeGradient || Staleness is not null
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

    /// <summary>The training that a configuration asks for, from the start, with nobody who is told and no checkpoints.</summary>
    /// <param name="file">The configuration.</param>
    /// <param name="data">Its samples.</param>
    /// <exception cref="InvalidInputException">The layers or the changes to samples do not fit the data.</exception>
    public static TrainingJob Of(ConfigurationFile file, DataSplit data)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(data);
        Network network = file.CreateNetwork(data.Train.Shape, data.Train.ClassNames.Count);
        return Of(file.Configuration, network, data, file.Configuration.PreparationFor(data));
    }

    /// <summary>The same of a network and a preparation that are at hand.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="network">Its network.</param>
    /// <param name="data">Its samples.</param>
    /// <param name="preparation">What it has done to them.</param>
    public static TrainingJob Of(RunConfiguration configuration, Network network, DataSplit data, SamplePreparation preparation)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(data);
        return new TrainingJob
        {
            Network = network,
            Data = data,
            Preparation = preparation,
            Schedule = RunSchedule.Create(configuration.Training, data.Train.Count, data.Test.Count),
            Loss = configuration.Loss,
            Optimizer = configuration.Training.Optimizer,
            Seed = configuration.Seed,
            Shuffle = configuration.Training.Shuffle,
            Staleness = configuration.Training.Staleness,
        };
    }

    /// <summary>What the workers of a process share, or what one of them has for itself.</summary>
    /// <param name="weights">The weights, read in place.</param>
    /// <param name="exchange">Where gradients wait.</param>
    /// <param name="residuals">What top-k compression left out of the shards' gradients; null where they stay whole.</param>
    /// <param name="sharesWeights">Whether there is one packed copy of the weights; null where their number decides.</param>
    public NodeReplica CreateReplica(
        IWeights weights, GradientExchange exchange, ShardResiduals? residuals = null, bool? sharesWeights = null) =>
        new(new LaneNetwork(Network, Loss), weights, Data, Schedule, exchange, Seed, Shuffle, Preparation, sharesWeights) { Residuals = residuals };
}
