using ActorCnn.Formats;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cli.Commands;

/// <summary>The model of a run: its network with the weights at the end, and what the file says of them.</summary>
/// <param name="Path">The file.</param>
/// <param name="Metadata">What it says of the weights.</param>
/// <param name="Network">The network with its weights.</param>
/// <param name="Weights">The weights in the network's buffer order.</param>
internal sealed record ModelFile(string Path, ModelMetadata Metadata, TrainedNetwork Network, float[] Weights)
{
    /// <summary>Reads <c>model.safetensors</c>; the data are not needed.</summary>
    /// <exception cref="InvalidInputException">There is none yet, it is damaged, or it does not fit the run's configuration.</exception>
    public static ModelFile Read(RunDirectory run, ConfigurationFile configuration)
    {
        string path = run.Model;
        if (!File.Exists(path))
        {
            throw new InvalidInputException(
                run.Root, "the run has no model yet", System.IO.Path.GetFileName(path), "none",
                $"finish it with: actorcnn train --resume {run.Root}");
        }

        using FileStream stream = File.OpenRead(path);
        ModelMetadata metadata = ModelMetadata.Parse(Safetensors.ReadMetadata(stream, path), path);
        Network network = configuration.CreateNetwork(metadata.Input, metadata.Classes.Count);
        stream.Position = 0;
        float[] weights = Safetensors.Read(stream, network, path);
        string sha256 = Networks.Network.Sha256(weights);
        return sha256 == metadata.WeightsSha256
            ? new ModelFile(path, metadata, new TrainedNetwork(network, weights), weights)
            : throw new InvalidInputException(
                path, "the weights are not those that its metadata name", $"weights_sha256 {metadata.WeightsSha256}", sha256,
                "take a copy that is whole");
    }
}
