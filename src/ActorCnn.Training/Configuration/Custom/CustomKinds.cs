using System.Text.RegularExpressions;
using ActorCnn.Data.Sources;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration.Kinds;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Custom;

/// <summary>
/// Layers and data sources of other programs, which configurations then name as they name ours: <c>type: my-layer</c>,
/// <c>source: my-source</c>. They are known to this process from then on; add them before a configuration is read or written, in every
/// process of a cluster. Safe from any thread.
/// </summary>
/// <remarks>
/// The same bits on any cluster is a promise of the added code too. A layer is an immutable record whose settings are all read and all
/// written: they are part of the configuration's hash, and what is written must read back as an equal record, which is checked whenever
/// one is read. What a layer computes depends on its settings, its input and its parameters alone; what a source loads on its settings,
/// the seed and its files: no clock, no shared random stream (<see cref="Networks.Numerics.CounterRandom"/> draws by position), no
/// <c>Math.Exp</c> and the like, which differ between systems (<see cref="Networks.Numerics.LaneMath"/> and
/// <see cref="Networks.Numerics.PinnedMath"/> do not). The hash does not see code: give a layer that computes otherwise another name.
/// </remarks>
public static partial class CustomKinds
{
    private static readonly Lock Adding = new();
    private static readonly Dictionary<(Type Table, string Name), object> Added = [];

    /// <summary>Adds a layer. Nothing happens when the same type already has this name.</summary>
    /// <param name="name">Its name in configurations, and its <see cref="Layer.Type"/>: small letters, digits and hyphens.</param>
    /// <param name="read">Reads its settings.</param>
    /// <param name="write">Writes them.</param>
    /// <exception cref="ArgumentException">The name is malformed, or another type's.</exception>
    public static void AddLayer<TLayer>(string name, Func<ISettingsReader, TLayer> read, Action<TLayer, SettingsWriter> write)
        where TLayer : Layer => Add(LayerKinds.All, name, typeof(TLayer), Kind<Layer, TLayer>(name, read, write, layer => layer.Type));

    /// <summary>
    /// Adds a name for existing layers in a row. They take its place when a configuration is read: <c>config.yaml</c> and the hash have the
    /// layers, and no other program needs to know the name. Nothing happens when the same function already has this name.
    /// </summary>
    /// <param name="name">Its name in configurations: small letters, digits and hyphens.</param>
    /// <param name="read">Reads its settings and makes the layers, at least one.</param>
    /// <exception cref="ArgumentException">The name is malformed, or taken.</exception>
    public static void AddBlock(string name, Func<ISettingsReader, IReadOnlyList<Layer>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        Add(LayerKinds.All, name, read, new Kind<Layer>(
            name,
            section => new LayerBlock(name, read(section) is { Count: > 0 } layers ? layers : throw Misfit(name, "it has no layers")),
            _ => throw Misfit(name, "a block is not written: its layers are")));
    }

    /// <summary>Adds a data source. Nothing happens when the same type already has this name.</summary>
    /// <param name="name">Its name in configurations, and its <see cref="DataSource.Source"/>: small letters, digits and hyphens.</param>
    /// <param name="read">Reads its settings.</param>
    /// <param name="write">
    /// Writes them. A key <c>folder</c> does not count in the hash, since the hash of the data themselves does; derive from
    /// <see cref="FileSource"/> to have it stored as a full path.
    /// </param>
    /// <exception cref="ArgumentException">The name is malformed, or another type's.</exception>
    public static void AddSource<TSource>(string name, Func<ISettingsReader, TSource> read, Action<TSource, SettingsWriter> write)
        where TSource : DataSource => Add(SourceKinds.All, name, typeof(TSource), Kind<DataSource, TSource>(name, read, write, source => source.Source));

    private static Kind<TBase> Kind<TBase, T>(
        string name, Func<ISettingsReader, T> read, Action<T, SettingsWriter> write, Func<TBase, string> nameOf)
        where TBase : class
        where T : TBase
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(write);
        return new Kind<TBase>(name, Read, Write);

        TBase Read(Section section)
        {
            T value = read(section);
            if (!section.HasMistakes)
            {
                RequireSame(value);
            }

            return value;
        }

        IEnumerable<(string Key, SettingNode Value)> Write(TBase value)
        {
            SettingsWriter writer = new();
            write((T)value, writer);
            return writer.Entries;
        }

        // A setting that is read and not written would change the weights and not the hash.
        void RequireSame(T value)
        {
            if (nameOf(value) != name)
            {
                throw Misfit(name, $"it calls itself '{nameOf(value)}'");
            }

            Mistakes mistakes = new();
            Section written = new(Settings.Section(Write(value)), "", mistakes);
            T again = read(written);
            written.RefuseUnknownKeys();
            if (mistakes.Count > 0 || !value.Equals(again))
            {
                throw Misfit(name, "what it writes reads back as another one: write every setting that is read, and let equal settings be equal");
            }
        }
    }

    private static void Add<T>(Kinds<T> kinds, string name, object identity, Kind<T> kind)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!Name().IsMatch(name))
        {
            throw new ArgumentException($"'{name}' cannot name a {kinds.What}: use small letters, digits and hyphens, a letter first", nameof(name));
        }

        lock (Adding)
        {
            if (Added.TryGetValue((typeof(T), name), out object? before) && before.Equals(identity))
            {
                return;
            }

            if (kinds.Names.Contains(name))
            {
                throw new ArgumentException($"there already is a {kinds.What} called '{name}': choose another name", nameof(name));
            }

            Added.Add((typeof(T), name), identity);
            kinds.Add(kind);
        }
    }

    private static InvalidOperationException Misfit(string name, string problem) => new($"custom kind '{name}': {problem}");

    [GeneratedRegex("^[a-z][a-z0-9-]*$")]
    private static partial Regex Name();
}
