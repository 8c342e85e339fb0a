using System.Numerics;
using ActorCnn.Training.Configuration.Kinds;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Custom;

/// <summary>
/// Takes the settings of one layer or data source, every one that is read, defaults filled in. They go into a run's <c>config.yaml</c> and
/// into the configuration's hash.
/// </summary>
public sealed class SettingsWriter
{
    private readonly List<(string Key, SettingNode Value)> _entries = [];

    internal SettingsWriter()
    {
    }

    internal IEnumerable<(string Key, SettingNode Value)> Entries => _entries;

    /// <summary>A number, in the shortest form that reads back to the same bits.</summary>
    public SettingsWriter Number<T>(string key, T value)
        where T : struct, INumber<T> => Add(key, Settings.Number(value));

    /// <summary>One number when rows and columns agree, else a pair.</summary>
    public SettingsWriter Pair(string key, int rows, int columns) => Add(key, Settings.Pair(rows, columns));

    /// <summary>True or false.</summary>
    public SettingsWriter Flag(string key, bool value) => Add(key, Settings.Flag(value));

    /// <summary>A name or other text.</summary>
    public SettingsWriter Text(string key, string value) => Add(key, Settings.Text(value));

    private SettingsWriter Add(string key, SettingNode value)
    {
        _entries.Add((key, value));
        return this;
    }
}
