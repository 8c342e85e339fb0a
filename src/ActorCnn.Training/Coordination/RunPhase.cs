namespace ActorCnn.Training.Coordination;

/// <summary>What the run is doing.</summary>
public enum RunPhase
{
    /// <summary>It waits for the first node.</summary>
    Forming,

    /// <summary>Nodes take the slices of the parameters that they are to hold.</summary>
    Placing,

    /// <summary>A minibatch's gradient is computed and applied.</summary>
    Training,

    /// <summary>The test samples are evaluated.</summary>
    Evaluating,

    /// <summary>A checkpoint is written.</summary>
    Checkpointing,

    /// <summary>The weights are kept as the best so far.</summary>
    KeepingBest,

    /// <summary>It was asked to wait: the step in hand is finished, and nothing is granted.</summary>
    Paused,

    /// <summary>Every epoch was trained.</summary>
    Completed,

    /// <summary>It was asked to stop, and a checkpoint is on disk.</summary>
    Stopped,

    /// <summary>It could not go on.</summary>
    Failed,

    /// <summary>A slice of the parameters is gone: other actors begin again from the newest checkpoint.</summary>
    Abandoned,
}
