using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>One kind of thing that a configuration can name, with how its settings are read and written.</summary>
/// <param name="Name">Its name in configurations.</param>
/// <param name="Read">Reads its settings. Must ask for every key, whatever the values, because asking makes a key known.</param>
/// <param name="Write">Its settings by key, every default filled in.</param>
internal sealed record Kind<T>(string Name, Func<Section, T> Read, Func<T, IEnumerable<(string Key, SettingNode Value)>> Write)
{
    /// <summary>An entry for a concrete type.</summary>
    public static Kind<T> Of<TConcrete>(
        string name, Func<Section, TConcrete> read, Func<TConcrete, IEnumerable<(string Key, SettingNode Value)>> write)
        where TConcrete : T =>
        new(name, section => read(section), value => write((TConcrete)value!));
}

/// <summary>The kinds among which a configuration chooses by name: a new one is one entry.</summary>
/// <param name="what">What messages call them, as <c>layer</c>.</param>
/// <param name="all">The kinds in the order in which messages list them.</param>
internal sealed class Kinds<T>(string what, IReadOnlyList<Kind<T>> all)
{
    /// <summary>What messages call them.</summary>
    public string What { get; } = what;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Kind<T>> All { get; } = all;

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names { get; } = [.. all.Select(kind => kind.Name)];

    /// <summary>The kind with a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Kind<T> Named(string name) =>
        All.FirstOrDefault(kind => kind.Name == name) ?? throw new ArgumentException($"no {What} is called '{name}'", nameof(name));
}
