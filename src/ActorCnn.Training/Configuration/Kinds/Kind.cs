using System.Collections.Immutable;
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

/// <summary>
/// The kinds among which a configuration chooses by name: a new one of ours is one entry, and <see cref="Custom.CustomKinds"/> adds those
/// of other programs. Safe from any thread.
/// </summary>
/// <param name="what">What messages call them, as <c>layer</c>.</param>
/// <param name="all">The kinds in the order in which messages list them.</param>
internal sealed class Kinds<T>(string what, IReadOnlyList<Kind<T>> all)
{
    private ImmutableList<Kind<T>> _all = [.. all];

    /// <summary>What messages call them.</summary>
    public string What { get; } = what;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Kind<T>> All => _all;

    /// <summary>Their names.</summary>
    public IReadOnlyCollection<string> Names => [.. All.Select(kind => kind.Name)];

    /// <summary>The kind with a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Kind<T> Named(string name) => All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new ArgumentException($"no {What} is called '{name}'; one of your own is added by CustomKinds first", nameof(name));

    /// <summary>Adds a kind whose name is not taken.</summary>
    public void Add(Kind<T> kind) => ImmutableInterlocked.Update(ref _all, kinds => kinds.Add(kind));
}
