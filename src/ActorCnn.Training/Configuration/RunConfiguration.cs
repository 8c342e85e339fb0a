using ActorCnn.Data;
using ActorCnn.Data.Augmentation;
using ActorCnn.Data.Sources;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Losses;

namespace ActorCnn.Training.Configuration;

/// <summary>
/// A whole experiment as its YAML file describes it, with defaults filled in. Equal settings are equal configurations. Immutable.
/// </summary>
public sealed record RunConfiguration
{
    internal const ulong DefaultSeed = 1;

    /// <summary>The run's name, part of its directory's name.</summary>
    public required string Name { get; init; }

    /// <summary>The random seed.</summary>
    public ulong Seed { get; init; } = DefaultSeed;

    /// <summary>Where the samples come from.</summary>
    public required DataSource Data { get; init; }

    /// <summary>Whether samples are normalized by what is learned from the training samples.</summary>
    public bool Normalize { get; init; }

    /// <summary>The random changes to training samples, in order.</summary>
    public IReadOnlyList<SampleAugmentation> Augmentations { get; init; } = [];

    /// <summary>The layers in order.</summary>
    public required IReadOnlyList<Layer> Network { get; init; }

    /// <summary>What training makes small.</summary>
    public CrossEntropyLoss Loss { get; init; } = new();

    /// <summary>How it is trained.</summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>
    /// SHA-256 in lower-case hexadecimal over what the weights after a step depend on, besides the data themselves: seed, data settings,
    /// network, loss, batch and shard size, shuffling, optimizer. The name, folders, evaluations and checkpoints do not count, and the number
    /// of epochs only where the learning rate is scheduled over the whole run. The same on every machine.
    /// </summary>
    public string Sha256 => ConfigurationWriter.Sha256(this);

    /// <summary>The first setting that counts for <see cref="Sha256"/> and is not the same in another configuration; null without one.</summary>
    /// <param name="other">What this one is compared with.</param>
    /// <returns>The setting's path, its value here and its value there; a setting that is not there is <c>none</c>.</returns>
    public (string Setting, string Own, string Other)? DifferenceFrom(RunConfiguration other) =>
        ConfigurationWriter.Difference(this, other);

    /// <summary>Every setting that is not the same in another configuration, those without influence on the weights included.</summary>
    /// <param name="other">What this one is compared with.</param>
    /// <returns>The settings' paths with their values here and there; one that is not there is <c>none</c>.</returns>
    public IReadOnlyList<(string Setting, string Own, string Other)> DifferencesFrom(RunConfiguration other) =>
        ConfigurationWriter.Differences(this, other);

    /// <summary>Reads a file; see <see cref="ConfigurationFile.Load"/>, which also remembers where each layer stands.</summary>
    /// <exception cref="Networks.InvalidInputException">The file cannot be used; it names every mistake.</exception>
    public static RunConfiguration Load(string path, IReadOnlyList<string> overrides) =>
        ConfigurationFile.Load(path, overrides).Configuration;

    /// <summary>Reads a text; see <see cref="ConfigurationFile.Parse"/>, which also remembers where each layer stands.</summary>
    /// <exception cref="Networks.InvalidInputException">The text cannot be used; it names every mistake.</exception>
    public static RunConfiguration Parse(string text, string sourceName, IReadOnlyList<string> overrides) =>
        ConfigurationFile.Parse(text, sourceName, overrides).Configuration;

    /// <summary>The configuration as YAML with every default written out; reading it gives an equal configuration.</summary>
    public string ToYaml() => ConfigurationWriter.ToYaml(this);

    /// <summary>What is done to samples before the network sees them. Learns the normalization, which takes a look at every pixel.</summary>
    /// <param name="data">The samples.</param>
    public SamplePreparation PreparationFor(DataSplit data)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new SamplePreparation(Normalize ? Normalization.Learn(data.Train) : null, Augmentations);
    }

    /// <inheritdoc/>
    public bool Equals(RunConfiguration? other) =>
        other is not null
        && Name == other.Name
        && Seed == other.Seed
        && Data == other.Data
        && Normalize == other.Normalize
        && Augmentations.SequenceEqual(other.Augmentations)
        && Network.SequenceEqual(other.Network)
        && Loss == other.Loss
        && Training == other.Training;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Seed, Data, Network.Count, Loss, Training);
}
