using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Reporting;

/// <summary>What may be asked of a run that is under way. Nothing here changes the weights.</summary>
public enum RunChange
{
    /// <summary>Finish the step in hand, then wait.</summary>
    Pause,

    /// <summary>Go on.</summary>
    Resume,

    /// <summary>Write a checkpoint.</summary>
    Checkpoint,

    /// <summary>Write a checkpoint and end; the run can be resumed.</summary>
    Stop,
}

/// <summary>A change that somebody asked for has taken effect; a stop just before <see cref="RunEnded"/>.</summary>
public sealed record RunControlled : RunEvent
{
    /// <summary>What it was.</summary>
    public required RunChange Change { get; init; }

    /// <summary>Who asked for it.</summary>
    public required string By { get; init; }

    /// <summary>Where the run was.</summary>
    public required RunPosition Position { get; init; }
}
