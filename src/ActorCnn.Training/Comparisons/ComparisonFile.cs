using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Comparisons;

/// <summary>
/// What a file says is to be compared. A comparison has the keys <c>base</c> (the configuration's file, beside this one), <c>trials</c>,
/// <c>at</c> (epochs to show) and <c>variants</c> (settings by name). A plain configuration is a comparison of itself alone.
/// </summary>
public sealed record ComparisonFile
{
    /// <summary>The most trials of a variant.</summary>
    public const int MostTrials = 10_000;

    private const int DefaultTrials = 10;

    /// <summary>The configuration that all variants share.</summary>
    public required string Base { get; init; }

    /// <summary>Trials of each variant.</summary>
    public int Trials { get; init; } = DefaultTrials;

    /// <summary>Epochs to show beside the end.</summary>
    public IReadOnlyList<int> At { get; init; } = [];

    /// <summary>The variants by name; none for the configuration alone.</summary>
    public IReadOnlyList<Variant> Variants { get; init; } = [];

    /// <summary>Reads a file of at most 1 MiB.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or is a comparison with mistakes, which are told with their lines.</exception>
    public static ComparisonFile Load(string path)
    {
        string text = ConfigurationFile.ReadText(path);
        Mistakes mistakes = new();
        MappingNode tree = YamlReader.ReadFile(text, path, mistakes);
        if (!tree.Entries.ContainsKey("base"))
        {
            // Whatever is wrong with a configuration is told when the variants are checked.
            return new ComparisonFile { Base = path };
        }

        Section root = new(tree, "", mistakes);
        string? file = root.Text("base", "the file of a configuration");
        int trials = root.Number("trials", 1, MostTrials, DefaultTrials);
        int[] at = [.. root.Texts("at", "a list of epochs").Select(epoch => ReadEpoch(root, epoch))];
        IReadOnlyList<Variant> variants = root.Child("variants") is { } section ? ReadVariants(section) : [];
        root.RefuseUnknownKeys();
        mistakes.ThrowIfAny();
        return new ComparisonFile
        {
            Base = Path.Combine(Path.GetDirectoryName(path) ?? "", file!),
            Trials = trials,
            At = at,
            Variants = variants,
        };
    }

    private static int ReadEpoch(Section root, string text)
    {
        if (int.TryParse(text, out int epoch) && epoch > 0)
        {
            return epoch;
        }

        root.Refuse("at", "not an epoch", "whole numbers from 1", Shown.Quote(text), "write at: [200, 500]");
        return 1;
    }

    private static Variant[] ReadVariants(Section section) =>
        [.. section.Keys.Select(name => new Variant(name, section.Texts(name, "a list of settings as --set takes them, [key=value, …]")))];
}
