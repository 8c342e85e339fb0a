using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Reporting;

/// <summary>Something that happened in a run, for those who report it. Events are in the order in which they happened.</summary>
public abstract record RunEvent
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }
}

/// <summary>The first shards were granted.</summary>
public sealed record RunStarted : RunEvent
{
    /// <summary>The run's plan.</summary>
    public required RunSchedule Schedule { get; init; }

    /// <summary>Where it starts; not at the beginning when it was resumed.</summary>
    public required RunPosition Position { get; init; }

    /// <summary>Nodes that compute.</summary>
    public required int Nodes { get; init; }

    /// <summary>Worker actors on all of them.</summary>
    public required int Workers { get; init; }
}

/// <summary>A step's update was applied.</summary>
public sealed record StepCompleted : RunEvent
{
    /// <summary>The step.</summary>
    public required Pass Pass { get; init; }

    /// <summary>The minibatch's metrics.</summary>
    public required ShardMetrics Metrics { get; init; }

    /// <summary>How far the run is after it.</summary>
    public RunPosition Position { get; init; } = RunPosition.Start;
}

/// <summary>A node has joined, left or was lost.</summary>
public sealed record NodesChanged : RunEvent
{
    /// <summary>Nodes that compute now.</summary>
    public required int Nodes { get; init; }

    /// <summary>Worker actors on all of them.</summary>
    public required int Workers { get; init; }

    /// <summary>Nodes that the run has lost so far.</summary>
    public required int NodesLost { get; init; }
}

/// <summary>An epoch is over, and its evaluation if it has one.</summary>
public sealed record EpochCompleted : RunEvent
{
    /// <summary>The epoch, from one.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps made so far.</summary>
    public required long Step { get; init; }

    /// <summary>The metrics of the epoch's minibatches, each at the weights before its step.</summary>
    public required ShardMetrics Train { get; init; }

    /// <summary>The metrics of the test samples; null when they were not evaluated.</summary>
    public required ShardMetrics? Test { get; init; }

    /// <summary>Training samples per second in this epoch, evaluation and checkpoints left out.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Seconds since the run first started, stops left out.</summary>
    public required double ElapsedSeconds { get; init; }
}

/// <summary>A checkpoint was written.</summary>
public sealed record CheckpointSaved : RunEvent
{
    /// <summary>Steps in it.</summary>
    public required long Step { get; init; }

    /// <summary>Its file.</summary>
    public required string Path { get; init; }
}

/// <summary>Something went wrong that the run can live with.</summary>
public sealed record RunWarning : RunEvent
{
    /// <summary>One sentence.</summary>
    public required string Message { get; init; }
}

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Every epoch was trained.</summary>
    Completed,

    /// <summary>It was asked to stop, and can be resumed.</summary>
    Stopped,

    /// <summary>It could not go on.</summary>
    Failed,
}

/// <summary>The run is over. The last event.</summary>
public sealed record RunEnded : RunEvent
{
    /// <summary>How it ended.</summary>
    public required RunOutcome Outcome { get; init; }

    /// <summary>One sentence; empty when it was completed and did not stop early.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it ended.</summary>
    public required RunPosition Position { get; init; }

    /// <summary>The newest metrics of the test samples; null when they were never evaluated.</summary>
    public required ShardMetrics? Test { get; init; }

    /// <summary>Nodes at the end.</summary>
    public required int Nodes { get; init; }

    /// <summary>Worker actors at the end.</summary>
    public required int Workers { get; init; }
}
