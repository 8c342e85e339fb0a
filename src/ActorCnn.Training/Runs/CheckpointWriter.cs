using ActorCnn.Data;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Runs;

/// <summary>
/// Writes a run's checkpoints into its store, each marked with the configuration, the data and the normalization that it belongs to, and
/// its best weights beside it as a model.
/// </summary>
internal sealed class CheckpointWriter(
    CheckpointStore store,
    string configSha256,
    string dataSha256,
    Normalization? normalization,
    ShardResiduals? residuals,
    ModelFileWriter model,
    string bestPath)
    : ICheckpointWriter
{
    public string Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState)
    {
        IReadOnlyList<float[]> left = residuals?.Left ?? [];
        CheckpointHeader header = new()
        {
            ConfigSha256 = configSha256,
            DataSha256 = dataSha256,
            Position = position,
            ParameterCount = weights.Length,
            OptimizerStateCount = optimizerState.Length,
            ResidualShards = left.Count,
            ResidualCount = left.Count == 0 ? 0 : left[0].Length,
            Normalization = normalization,
        };
        return store.Write(header, weights, optimizerState, left);
    }

    public void WriteBest(RunPosition position, ReadOnlySpan<float> weights) => model.Write(bestPath, weights, position.Epoch);
}
