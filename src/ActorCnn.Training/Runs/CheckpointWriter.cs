using ActorCnn.Data;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Runs;

/// <summary>
/// Writes a run's checkpoints into its store, each marked with the configuration, the data and the normalization that it belongs to, and
/// its best weights beside it as a model.
/// </summary>
internal sealed class CheckpointWriter(
    CheckpointStore store, string configSha256, string dataSha256, Normalization? normalization, ModelFileWriter model, string bestPath)
    : ICheckpointWriter
{
    public string Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState)
    {
        CheckpointHeader header = new()
        {
            ConfigSha256 = configSha256,
            DataSha256 = dataSha256,
            Position = position,
            ParameterCount = weights.Length,
            OptimizerStateCount = optimizerState.Length,
            Normalization = normalization,
        };
        return store.Write(header, weights, optimizerState);
    }

    public void WriteBest(RunPosition position, ReadOnlySpan<float> weights) => model.Write(bestPath, weights, position.Epoch);
}
