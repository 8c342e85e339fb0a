namespace ActorCnn.Training.Checkpoints;

/// <summary>A checkpoint that was read whole and whose checksum matched.</summary>
/// <param name="path">The file it came from.</param>
/// <param name="header">Where the run stood.</param>
/// <param name="parameters">The parameters, in the network's order.</param>
/// <param name="optimizerState">The optimizer's state; empty for one without.</param>
/// <param name="residuals">What is left of each shard's gradients; empty without top-k compression.</param>
public sealed class Checkpoint(string path, CheckpointHeader header, float[] parameters, float[] optimizerState, float[][] residuals)
{
    /// <summary>The file it came from.</summary>
    public string Path { get; } = path;

    /// <summary>Where the run stood.</summary>
    public CheckpointHeader Header { get; } = header;

    /// <summary>The parameters, in the network's order. The reader's to keep.</summary>
    public float[] Parameters { get; } = parameters;

    /// <summary>The optimizer's state; empty for one without. The reader's to keep.</summary>
    public float[] OptimizerState { get; } = optimizerState;

    /// <summary>What is left of each shard's gradients; empty without top-k compression. The reader's to keep.</summary>
    public IReadOnlyList<float[]> Residuals { get; } = residuals;
}

/// <summary>What a look for the newest checkpoint found.</summary>
/// <param name="Newest">The newest whole one; null when there is none.</param>
/// <param name="Warnings">A line for each newer one that was passed over, saying what is wrong with it.</param>
public sealed record CheckpointReading(Checkpoint? Newest, IReadOnlyList<string> Warnings);
