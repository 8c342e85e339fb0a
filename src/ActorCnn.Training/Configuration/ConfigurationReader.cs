using ActorCnn.Data.Augmentation;
using ActorCnn.Data.Sources;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration.Kinds;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Configuration;

/// <summary>Turns a tree of settings into a configuration: every key, its range and its default.</summary>
internal static class ConfigurationReader
{
    private const string NameRule = "1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit";
    private const double MaximumSeconds = 1e9;

    /// <summary>Reads the whole tree.</summary>
    /// <exception cref="InvalidInputException">One line for every mistake, those found before included.</exception>
    public static ConfigurationFile Read(MappingNode tree, Mistakes mistakes)
    {
        Section root = new(tree, "", mistakes);
        string name = ReadName(root);
        ulong seed = root.Number("seed", ulong.MinValue, ulong.MaxValue, RunConfiguration.DefaultSeed);
        bool normalize = false;
        IReadOnlyList<Section?> augmentationSections = [];
        IReadOnlyList<SampleAugmentation?> augmentations = [];
        DataSource? data = root.Child("data") is { } section ? section.OneOf("source", SourceKinds.All, others: () =>
        {
            normalize = section.Flag("normalize", fallback: false);
            augmentationSections = section.Children("augment", AugmentationKinds.All.What, optional: true);
            augmentations = [.. augmentationSections.Select(augmentation => augmentation?.OneOf("type", AugmentationKinds.All))];
        }) : null;
        (IReadOnlyList<Layer?> layers, IReadOnlyList<Origin> places) = ReadNetwork(root);
        CrossEntropyLoss? loss = root.OneOf("loss", "type", LossKinds.All, CrossEntropyLoss.Type);
        TrainingSettings training = root.Child("training") is { } trainingSection ? ReadTraining(trainingSection, layers) : new TrainingSettings();
        root.RefuseUnknownKeys();

        // The shape of generated images is known before there are any, so its mistakes are told with the others.
        if (data is BandsSource bands && layers.Count > 0)
        {
            NetworkCheck.Create(new Shape(1, bands.Height, bands.Width), bands.Classes, layers, places, mistakes);
        }

        mistakes.ThrowIfAny();
        RunConfiguration configuration = new()
        {
            Name = name,
            Seed = seed,
            Data = data!,
            Normalize = normalize,
            Augmentations = [.. augmentations.Select(augmentation => augmentation!)],
            Network = [.. layers.Select(layer => layer!)],
            Loss = loss!,
            Training = training,
        };
        return new ConfigurationFile(configuration, places, [.. augmentationSections.Select(augmentation => augmentation!.LastChange)]);
    }

    private static string ReadName(Section root)
    {
        string name = root.Text("name", NameRule) ?? "";
        bool isValid = name.Length is > 0 and <= 64
            && char.IsLetterOrDigit(name[0])
            && name.All(character => char.IsLetterOrDigit(character) || character is '.' or '_' or '-');
        if (name.Length > 0 && !isValid)
        {
            root.Refuse("name", "cannot be part of a directory's name", NameRule, Shown.Quote(name), "give a shorter or simpler name");
        }

        return name;
    }

    private static (IReadOnlyList<Layer?> Layers, IReadOnlyList<Origin> Places) ReadNetwork(Section root)
    {
        // A block stands for its layers, which all were written where it was.
        (Layer? Layer, Origin Place)[] layers =
        [
            .. root.Children("network", "layer").SelectMany(section =>
                LayerBlock.Expand(section?.OneOf("type", LayerKinds.All)).Select(layer => (layer, section?.LastChange ?? root.Origin)))
        ];
        return ([.. layers.Select(layer => layer.Layer)], [.. layers.Select(layer => layer.Place)]);
    }

    private static TrainingSettings ReadTraining(Section section, IReadOnlyList<Layer?> layers)
    {
        TrainingSettings defaults = new();
        TrainingSettings training = new()
        {
            BatchSize = section.Number("batch-size", 1, Settings.MaximumSize, defaults.BatchSize),
            ShardSize = section.Number("shard-size", 1, Settings.MaximumSize, defaults.ShardSize),
            Epochs = section.Number("epochs", 1, int.MaxValue, defaults.Epochs),
            Shuffle = section.Flag("shuffle", defaults.Shuffle),
            EvaluateEvery = section.Number("evaluate-every", 1, int.MaxValue, defaults.EvaluateEvery),
            Optimizer = ReadOptimizer(section) ?? defaults.Optimizer,
        };
        (int? staleness, GradientCompression compression) = ModeSettings.Read(section, training.Optimizer.Schedule);
        (PatienceRule? earlyStopping, MonitoredMetric? keepBest) = PatienceSettings.ReadEnds(section);
        training = training with
        {
            Staleness = staleness,
            Compression = compression,
            EarlyStopping = earlyStopping,
            KeepBest = keepBest,
            Checkpoints = section.Child("checkpoints") is { } checkpoints ? ReadCheckpoints(checkpoints) : defaults.Checkpoints,
        };
        section.RefuseUnknownKeys();
        if (training.ShardSize > LaneNetwork.Lanes && layers.Any(layer => layer?.WithInner.Any(inner => inner is BatchNormLayer) ?? false))
        {
            section.Refuse(
                "shard-size", "batch-norm takes its statistics over a shard, which must not be cut further", $"at most {LaneNetwork.Lanes}",
                $"{training.ShardSize}", $"use shards of {LaneNetwork.Lanes}");
        }

        return training;
    }

    private static Optimizer? ReadOptimizer(Section training) =>
        training.Child("optimizer")?.OneOf("type", OptimizerKinds.All, OptimizerKinds.Default);

    private static CheckpointSettings ReadCheckpoints(Section section)
    {
        CheckpointSettings defaults = new();
        CheckpointSettings checkpoints = new()
        {
            EverySeconds = section.Number("every-seconds", 0.0, MaximumSeconds, defaults.EverySeconds),
            EverySteps = section.Number("every-steps", 0, int.MaxValue, defaults.EverySteps),
            Keep = section.Number("keep", 1, Settings.MaximumSize, defaults.Keep),
        };
        section.RefuseUnknownKeys();
        return checkpoints;
    }
}
