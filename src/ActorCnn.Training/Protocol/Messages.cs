using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Protocol;

/// <summary>Any message of the training protocol. Each names its run; none holds a tensor.</summary>
public interface ITrainingMessage
{
    /// <summary>The run's id.</summary>
    string Run { get; }
}

/// <summary>A node offers its workers to the coordinator; grants go to the sender. Said again, it shows that the node is alive.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Node">The node's name, unique in the run.</param>
/// <param name="Workers">How many worker actors it has, at least one.</param>
public sealed record JoinRun(string Run, string Node, int Workers) : ITrainingMessage;

/// <summary>The coordinator asks a node to compute shards of a pass.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Ranges">Aligned ranges of its shards.</param>
/// <param name="Attempt">One more than the times these shards were granted before, from one.</param>
public sealed record GrantShards(Pass Pass, ImmutableArray<ShardRange> Ranges, int Attempt) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>A node has the sum of the gradients of a range: to the parameter actor, the tensor waits in the gradient exchange.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Range">The shards it is the sum of.</param>
/// <param name="Attempt">The grant's attempt.</param>
/// <param name="Metrics">The range's metrics.</param>
public sealed record GradientComputed(Pass Pass, ShardRange Range, int Attempt, ShardMetrics Metrics) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>A node has the metrics of a range of test shards: to the coordinator.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Range">The shards.</param>
/// <param name="Attempt">The grant's attempt.</param>
/// <param name="Metrics">The range's metrics.</param>
public sealed record EvaluationComputed(Pass Pass, ShardRange Range, int Attempt, ShardMetrics Metrics) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>Shards that a worker could not compute: it threw and was restarted. To the coordinator.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Range">The shards.</param>
/// <param name="Attempt">The attempt that failed.</param>
/// <param name="Node">The node's name.</param>
/// <param name="Reason">One sentence.</param>
public sealed record ShardsFailed(Pass Pass, ShardRange Range, int Attempt, string Node, string Reason) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>A loss or gradient is not finite: the run cannot go on. To the coordinator.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Problem">What is not finite, where: shard and samples as far as known.</param>
public sealed record NotFinite(Pass Pass, string Problem) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>A parameter actor has counted the gradient of a range. To the coordinator.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Range">The shards.</param>
/// <param name="Slice">The slice of the parameters.</param>
public sealed record ShardsCounted(Pass Pass, ShardRange Range, int Slice = 0) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>A parameter actor has applied the update of a step to its slice. To the coordinator.</summary>
/// <param name="Pass">The step.</param>
/// <param name="Metrics">The minibatch's metrics.</param>
/// <param name="LearningRate">The learning rate that was used.</param>
/// <param name="Slice">The slice of the parameters.</param>
public sealed record StepApplied(Pass Pass, ShardMetrics Metrics, double LearningRate, int Slice = 0) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>A slice's weights after a number of steps can be read. To every node.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The number of updates in them.</param>
/// <param name="Slice">The slice of the parameters.</param>
public sealed record WeightsPublished(string Run, long Step, int Slice = 0) : ITrainingMessage;

/// <summary>
/// The coordinator has word from every slice that all shards of a step are counted: each makes its update now. Were one to go ahead
/// alone, the others could lack a gradient that nobody can compute any more without the weights before it.
/// </summary>
/// <remarks>With a plateau schedule a single slice waits for it too, since only the coordinator knows of the drops.</remarks>
/// <param name="Pass">The step.</param>
/// <param name="RateFactor">What the drops of a plateau schedule multiply the learning rate by.</param>
public sealed record ApplyStep(Pass Pass, double RateFactor = 1) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>
/// The coordinator asks a parameter actor what it has counted of a pass that takes long: an answer may have been lost. It answers as it
/// did before, with <see cref="ShardsCounted"/> or, when the step is made, with <see cref="StepApplied"/>.
/// </summary>
/// <param name="Pass">The step that is awaited.</param>
public sealed record GetPassStatus(Pass Pass) : ITrainingMessage
{
    /// <inheritdoc/>
    public string Run => Pass.Run;
}

/// <summary>The coordinator asks the parameter actor to write a checkpoint of the weights as they are.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Position">Where the run is.</param>
public sealed record WriteCheckpoint(string Run, RunPosition Position) : ITrainingMessage;

/// <summary>A checkpoint is on disk, or the state of a slice is to be had by its hash.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The number of updates in it.</param>
/// <param name="Path">Its file, null when the run keeps none; of a slice's state the SHA-256.</param>
/// <param name="Slice">The slice, where it is the state of one.</param>
public sealed record CheckpointWritten(string Run, long Step, string? Path, int Slice = 0) : ITrainingMessage;

/// <summary>A checkpoint could not be written; the ones before are whole.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The number of updates it would have held.</param>
/// <param name="Reason">One sentence.</param>
public sealed record CheckpointFailed(string Run, long Step, string Reason) : ITrainingMessage;

/// <summary>The coordinator asks the parameter actor to keep the weights as they are as the best so far, in the place of those before.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Position">Where the run is.</param>
public sealed record KeepBest(string Run, RunPosition Position) : ITrainingMessage;

/// <summary>The best weights are kept, or could not be: then those before are whole.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The number of updates in them.</param>
/// <param name="Problem">One sentence; null when they are kept.</param>
public sealed record BestKept(string Run, long Step, string? Problem) : ITrainingMessage;

/// <summary>Somebody asks the run to stop after the step in hand, with a checkpoint.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Reason">Why, as <c>SIGTERM</c>.</param>
public sealed record StopRun(string Run, string Reason) : ITrainingMessage;

/// <summary>
/// A node leaves of its own accord: what it has in hand is granted to others, and it is not counted as lost. One that holds a slice of the
/// parameters stays until the coordinator says the same to it: then the slice is in a checkpoint.
/// </summary>
/// <param name="Run">The run's id.</param>
/// <param name="Node">The node's name.</param>
public sealed record LeaveRun(string Run, string Node) : ITrainingMessage;

/// <summary>A node's actor is gone.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Node">The node's name.</param>
public sealed record NodeLost(string Run, string Node) : ITrainingMessage;
