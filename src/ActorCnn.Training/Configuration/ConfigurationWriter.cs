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
        ["name", "data.folder", "training.epochs", "training.evaluate-every", "training.checkpoints"];

    /// <summary>The configuration as YAML.</summary>
    public static string ToYaml(RunConfiguration configuration) => YamlWriter.Write(Tree(configuration));

    /// <summary>SHA-256 over a line <c>path=value</c> for every setting that the weights depend on.</summary>
    public static string Sha256(RunConfiguration configuration)
    {
        StringBuilder text = new();
        AppendLines(text, "", Tree(configuration));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static MappingNode Tree(RunConfiguration configuration)
    {
        TrainingSettings training = configuration.Training;
        return Settings.Section(
        [
            ("name", Settings.Text(configuration.Name)),
            ("seed", Settings.Number(configuration.Seed)),
            ("data", Settings.OneOf("source", configuration.Data.Source, SourceKinds.All, configuration.Data)),
            ("network", Settings.List(configuration.Network.Select(layer => Settings.OneOf("type", layer.Type, LayerKinds.All, layer)))),
            ("loss", Settings.Text(ConfigurationReader.Loss)),
            ("training", Settings.Section(
            [
                ("batch-size", Settings.Number(training.BatchSize)),
                ("shard-size", Settings.Number(training.ShardSize)),
                ("epochs", Settings.Number(training.Epochs)),
                ("shuffle", Settings.Flag(training.Shuffle)),
                ("evaluate-every", Settings.Number(training.EvaluateEvery)),
                ("optimizer", Settings.OneOf("type", training.Optimizer.Type, OptimizerKinds.All, training.Optimizer)),
                ("checkpoints", Settings.Section(
                [
                    ("every-seconds", Settings.Number(training.Checkpoints.EverySeconds)),
                    ("every-steps", Settings.Number(training.Checkpoints.EverySteps)),
                    ("keep", Settings.Number(training.Checkpoints.Keep)),
                ])),
            ])),
        ]);
    }

    private static void AppendLines(StringBuilder text, string path, SettingNode node)
    {
        if (WithoutInfluence.Contains(path))
        {
            return;
        }

        string prefix = path.Length == 0 ? "" : $"{path}.";
        switch (node)
        {
            case ScalarNode scalar:
                text.Append(path).Append('=').Append(scalar.Text).Append('\n');
                break;
            case SequenceNode { Items: var items }:
                for (int index = 0; index < items.Count; index++)
                {
                    AppendLines(text, $"{prefix}{index}", items[index]);
                }

                break;
            case MappingNode mapping:
                foreach ((string key, (_, SettingNode value)) in mapping.Entries)
                {
                    AppendLines(text, $"{prefix}{key}", value);
                }

                break;
        }
    }
}
