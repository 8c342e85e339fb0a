using System.Security.Cryptography;
using System.Text;
using ActorCnn.Training.Configuration.Kinds;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration;

/// <summary>Turns a configuration back into a tree of settings with every default, and that into text.</summary>
internal static class ConfigurationWriter
{
    // What the weights after a step do not depend on. A new key counts unless it is put here.
    private static readonly string[] WithoutInfluence =
        ["name", "data.folder", "training.evaluate-every", "training.early-stopping", "training.keep-best", "training.checkpoints"];

    private const string Epochs = "training.epochs";
    private static readonly (string, string) NotNormalized = ("data.normalize", "false");

    /// <summary>The configuration as YAML.</summary>
    public static string ToYaml(RunConfiguration configuration) => YamlWriter.Write(Tree(configuration));

    /// <summary>SHA-256 over a line <c>path=value</c> for every setting that the weights depend on.</summary>
    public static string Sha256(RunConfiguration configuration)
    {
        string text = string.Concat(InfluentialSettings(configuration).Select(setting => $"{setting.Path}={setting.Value}\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>See <see cref="RunConfiguration.DifferenceFrom"/>.</summary>
    public static (string Path, string Own, string Other)? Difference(RunConfiguration own, RunConfiguration other) =>
        Differences(InfluentialSettings(own), InfluentialSettings(other)) is [var first, ..] ? first : null;

    /// <summary>See <see cref="RunConfiguration.DifferencesFrom"/>.</summary>
    public static IReadOnlyList<(string Path, string Own, string Other)> Differences(RunConfiguration own, RunConfiguration other) =>
        Differences(AllSettings(own), AllSettings(other));

    private static (string Path, string Own, string Other)[] Differences(
        IEnumerable<(string Path, string Value)> own, IEnumerable<(string Path, string Value)> other)
    {
        const string Missing = "none";
        Dictionary<string, string> owns = own.ToDictionary();
        Dictionary<string, string> others = other.ToDictionary();
        return [.. owns.Keys.Union(others.Keys)
            .Select(path => (Path: path, Own: owns.GetValueOrDefault(path, Missing), Other: others.GetValueOrDefault(path, Missing)))
            .Where(setting => setting.Own != setting.Other)];
    }

    // Every setting with its value, in the order of the file.
    private static IEnumerable<(string Path, string Value)> AllSettings(RunConfiguration configuration) => Flatten("", Tree(configuration), []);

    private static MappingNode Tree(RunConfiguration configuration)
    {
        TrainingSettings training = configuration.Training;
        return Settings.Section(
        [
            ("name", Settings.Text(configuration.Name)),
            ("seed", Settings.Number(configuration.Seed)),
            ("data", Settings.Section(
            [
                ("source", Settings.Text(configuration.Data.Source)),
                .. SourceKinds.All.Named(configuration.Data.Source).Write(configuration.Data),
                ("normalize", Settings.Flag(configuration.Normalize)),
                ("augment", Settings.List(configuration.Augmentations.Select(augmentation =>
                    Settings.OneOf("type", augmentation.Type, AugmentationKinds.All, augmentation)))),
            ])),
            ("network", Settings.List(configuration.Network.Select(layer => Settings.OneOf("type", layer.Type, LayerKinds.All, layer)))),
            ("loss", LossKinds.Write(configuration.Loss)),
            ("training", Settings.Section(
            [
                ("batch-size", Settings.Number(training.BatchSize)),
                ("shard-size", Settings.Number(training.ShardSize)),
                ("epochs", Settings.Number(training.Epochs)),
                ("shuffle", Settings.Flag(training.Shuffle)),
                ("evaluate-every", Settings.Number(training.EvaluateEvery)),
                ("optimizer", Settings.OneOf("type", training.Optimizer.Type, OptimizerKinds.All, training.Optimizer)),
                .. ModeSettings.Write(training),
                .. PatienceSettings.WriteEnds(training),
                ("checkpoints", Settings.Section(
                [
                    ("every-seconds", Settings.Number(training.Checkpoints.EverySeconds)),
                    ("every-steps", Settings.Number(training.Checkpoints.EverySteps)),
                    ("keep", Settings.Number(training.Checkpoints.Keep)),
                ])),
            ])),
        ]);
    }

    // How many epochs there are does not change the first steps, unless the learning rate is scheduled over the whole run. Samples that are
    // not normalized are left out of the hash, which they had no part in before there was such a setting, so that older runs can go on.
    private static IEnumerable<(string Path, string Value)> InfluentialSettings(RunConfiguration configuration) =>
        Flatten("", Tree(configuration), WithoutInfluence)
            .Where(setting => setting != NotNormalized)
            .Where(setting => setting.Path != Epochs || configuration.Training.Optimizer.Schedule.DependsOnSteps);

    private static IEnumerable<(string Path, string Value)> Flatten(string path, SettingNode node, string[] without)
    {
        string prefix = path.Length == 0 ? "" : $"{path}.";
        return without.Contains(path) ? [] : node switch
        {
            ScalarNode scalar => [(path, scalar.Text)],
            SequenceNode { Items: var items } => items.SelectMany((item, index) => Flatten($"{prefix}{index}", item, without)),
            MappingNode mapping => mapping.Entries.SelectMany(entry => Flatten($"{prefix}{entry.Key}", entry.Value.Value, without)),
            _ => [],
        };
    }
}
