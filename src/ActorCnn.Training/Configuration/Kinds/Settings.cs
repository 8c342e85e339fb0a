using System.Globalization;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>Makes the values of a tree that is written. Numbers are in their shortest form that reads back to the same bits.</summary>
internal static class Settings
{
    /// <summary>The largest size that a configuration may ask for: of samples, channels, units, rows or columns.</summary>
    public const int MaximumSize = 1 << 24;

    /// <summary>A number.</summary>
    public static SettingNode Number(IFormattable number) =>
        new ScalarNode(default, number.ToString(null, CultureInfo.InvariantCulture), isPlain: true);

    /// <summary>One number when rows and columns agree, else a pair.</summary>
    public static SettingNode Pair(int rows, int columns) =>
        rows == columns ? Number(rows) : new SequenceNode(default, [Number(rows), Number(columns)]);

    /// <summary>True or false.</summary>
    public static SettingNode Flag(bool flag) => new ScalarNode(default, flag ? "true" : "false", isPlain: true);

    /// <summary>A name or other text.</summary>
    public static SettingNode Text(string text) => new ScalarNode(default, text, isPlain: false);

    /// <summary>A list.</summary>
    public static SettingNode List(IEnumerable<SettingNode> items) => new SequenceNode(default, [.. items]);

    /// <summary>A section.</summary>
    public static MappingNode Section(IEnumerable<(string Key, SettingNode Value)> entries)
    {
        MappingNode mapping = new(default);
        foreach ((string key, SettingNode value) in entries)
        {
            mapping.Entries.Add(key, (default, value));
        }

        return mapping;
    }

    /// <summary>A section that says its kind first.</summary>
    public static MappingNode OneOf<T>(string key, string name, Kinds<T> kinds, T value) =>
        Section([(key, Text(name)), .. kinds.Named(name).Write(value)]);
}
