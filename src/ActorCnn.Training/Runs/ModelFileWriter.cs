using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Training.Runs;

/// <summary>Writes a network's weights and free text about them to a stream.</summary>
public delegate void ModelWriter(
    Stream stream, Network network, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string> metadata);

/// <summary>Writes a run's weights as a model: <c>model.safetensors</c> at the end, <c>best.safetensors</c> on the way.</summary>
internal sealed class ModelFileWriter(
    ModelWriter write, RunConfiguration configuration, DataSplit data, Network network, Normalization? normalization)
{
    private readonly string _configSha256 = configuration.Sha256;

    /// <summary>Writes a file that appears whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="epochs">Epochs trained.</param>
    /// <exception cref="IOException">The disk is full or failing; a file that was there is as it was.</exception>
    public void Write(string path, ReadOnlySpan<float> weights, int epochs)
    {
        ModelMetadata metadata = new()
        {
            Name = configuration.Name,
            Classes = data.Train.ClassNames,
            Input = network.Input,
            Epochs = epochs,
            ConfigSha256 = _configSha256,
            DataSha256 = data.Sha256,
            WeightsSha256 = Network.Sha256(weights),
            Normalization = normalization,
        };
        using AtomicFile file = new(path);
        write(file.Stream, network, weights, metadata.ToDictionary());
        file.Commit();
    }
}
