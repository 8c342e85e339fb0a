using ActorCnn.Formats;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Runs;

namespace ActorCnn.Hosting;

/// <summary>The model of a run: its network with the weights at the end, and what the file says of them.</summary>
/// <param name="Path">The file.</param>
/// <param name="Metadata">What it says of the weights.</param>
/// <param name="Network">The network with its weights.</param>
/// <param name="Weights">The weights, in the network's buffer order.</param>
public sealed record ModelFile(string Path, ModelMetadata Metadata, TrainedNetwork Network, ReadOnlyMemory<float> Weights)
{
    /// <summary>Reads the model of a finished run; see <see cref="Read"/>.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="best">Whether the weights after the best epoch are wanted, not those at the end.</param>
    /// <exception cref="InvalidInputException">It is not a run's directory, or has no usable model.</exception>
    public static ModelFile Load(string directory, bool best = false)
    {
        using RunDirectory run = RunDirectory.Open(directory);
        return Read(run, ConfigurationFile.Load(run.Config, []), best);
    }

    /// <summary>Reads <c>model.safetensors</c>, or <c>best.safetensors</c>; the data are not needed.</summary>
    /// <param name="run">The run's directory.</param>
    /// <param name="configuration">Its configuration.</param>
    /// <param name="best">Whether the weights after the best epoch are wanted, not those at the end.</param>
    /// <exception cref="InvalidInputException">There is none yet, it is damaged, or it does not fit the run's configuration.</exception>
    public static ModelFile Read(RunDirectory run, ConfigurationFile configuration, bool best = false)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(configuration);
        string path = best ? run.Best : run.Model;
        if (best && configuration.Configuration.Training.KeepBest is null)
        {
            throw new InvalidInputException(
                run.Root, "the run does not keep its best weights", "a run with training.keep-best", "one without",
                "leave --weights out, or train with: --set training.keep-best=true");
        }

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
            ? new ModelFile(path, metadata, new TrainedNetwork(network, weights, metadata.Normalization), weights)
            : throw new InvalidInputException(
                path, "the weights are not those that its metadata name", $"weights_sha256 {metadata.WeightsSha256}", sha256,
                "take a copy that is whole");
    }
}
