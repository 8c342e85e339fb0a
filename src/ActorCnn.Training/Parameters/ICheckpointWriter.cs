using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Parameters;

/// <summary>Writes checkpoints for the parameter actor.</summary>
public interface ICheckpointWriter
{
    /// <summary>Writes one; the ones before stay whole when it cannot.</summary>
    /// <returns>Its file; null when this run keeps none.</returns>
    /// <exception cref="IOException">It could not be written.</exception>
    string? Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState);

    /// <summary>Keeps the weights of the best epoch so far, in the place of those before; keeps none unless it is made to.</summary>
    /// <exception cref="IOException">They could not be written; those before are whole.</exception>
    void WriteBest(RunPosition position, ReadOnlySpan<float> weights)
    {
    }
}

/// <summary>Keeps no checkpoints.</summary>
public sealed class NoCheckpoints : ICheckpointWriter
{
    /// <inheritdoc/>
    public string? Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState) => null;
}
