using ActorCnn.Networks;
using Akka.Cluster;
using Akka.Cluster.SBR;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Remote;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// Settings that only Akka reads, from a file in Akka's own format, HOCON, which win over ours. The parser takes almost anything, so the file
/// is checked against what Akka knows: every key must be one of its cluster's, its remoting's or its shutdown's, and every value of the
/// kind that its default is.
/// </summary>
public sealed class AkkaSettings
{
    private const int MostBytes = 1 << 20;
    private static readonly string[] Sections = ["akka.cluster", "akka.remote", "akka.coordinated-shutdown"];

    // What the command line or the program decides: who a node is, where it listens, how it proves who it is, who may go on alone.
    private static readonly (string Path, string Instead)[] Owned =
    [
        ("akka.cluster.roles", "give --role"),
        ("akka.cluster.seed-nodes", "give --join"),
        ("akka.cluster.downing-provider-class", "leave it out"),
        ("akka.remote.enabled-transports", "leave it out"),
        ("akka.remote.dot-netty.tcp.hostname", "give --host"),
        ("akka.remote.dot-netty.tcp.public-hostname", "give --host"),
        ("akka.remote.dot-netty.tcp.port", "give --port"),
        ("akka.remote.dot-netty.tcp.public-port", "give --port"),
        ("akka.remote.dot-netty.tcp.enable-ssl", "give --tls"),
        ("akka.remote.dot-netty.tcp.ssl", "give --tls"),
    ];

    private AkkaSettings(Config config) => Config = config;

    internal Config Config { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It cannot be read, or says something that Akka would not understand; a line each.</exception>
    public static AkkaSettings Load(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Exists && file.Length > MostBytes
                ? throw new InvalidInputException(path, "too long for a file of settings", $"at most {MostBytes} bytes", $"{file.Length}", "give another")
                : Parse(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    path, "the file cannot be read", "a file in HOCON, as config/cluster.conf", exception.Message, "give another --akka-config"),
                exception);
        }
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="source">What mistakes call it.</param>
    /// <exception cref="InvalidInputException">It says something that Akka would not understand; a line each.</exception>
    public static AkkaSettings Parse(string text, string source)
    {
        ArgumentNullException.ThrowIfNull(text);
        Config config = ParseHocon(text, source);
        Config known = Known();
        string[] mistakes = [.. config.IsEmpty ? [] : Leaves(config.Root.GetObject(), []).SelectMany(path => Mistakes(config, known, path))];
        if (mistakes.Length > 0)
        {
            throw new InvalidInputException([.. mistakes.Select(mistake => $"{source}: {mistake}")]);
        }

        RequireUnderstood(config.WithFallback(NodeSystem.Defaults()).WithFallback(known), source);
        return new AkkaSettings(config);
    }

    /// <summary>The paths of a configuration's values.</summary>
    internal static IEnumerable<string[]> Leaves(HoconObject values, string[] above) => values.Items.SelectMany(item =>
        item.Value.IsObject() ? Leaves(item.Value.GetObject(), [.. above, item.Key]) : [[.. above, item.Key]]);

    internal static string Join(string[] path) => string.Join('.', path);

    private static Config ParseHocon(string text, string source)
    {
        try
        {
            // The parser does not mind a file that was cut.
            return Depth(text) == 0
                ? ConfigurationFactory.ParseString(text)
                : throw new FormatException("braces or quotes that do not match");
        }
        catch (Exception exception) when (exception is not InvalidInputException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    source, "not a file in HOCON", "settings as in config/cluster.conf", exception.Message.ReplaceLineEndings(" "), "correct it"),
                exception);
        }
    }

    private static IEnumerable<string> Mistakes(Config config, Config known, string[] keys)
    {
        string path = Join(keys);
        if (Array.Find(Owned, owned => IsIn(path, owned.Path)) is { Path: not null } decided)
        {
            yield return InvalidInputException.Describe(path, "not for this file to say", "nothing", "a value", decided.Instead);
        }
        else if (!Array.Exists(Sections, section => IsIn(path, section)) || !known.HasPath(path) || known.GetValue(path).IsObject())
        {
            yield return InvalidInputException.Describe(
                path, "Akka has no such setting", $"one below {string.Join(", ", Sections)}", $"'{keys[^1]}'", "see config/cluster.conf and Akka's reference");
        }
        else if (Expected(known, path) is { } kind && !kind.Fits(config, path))
        {
            yield return InvalidInputException.Describe(
                path, "not a possible value", kind.Name, $"'{config.GetString(path)}'", $"write it as {known.GetString(path)}");
        }
    }

    private static bool IsIn(string path, string section) => path == section || path.StartsWith($"{section}.", StringComparison.Ordinal);

    // The kind of a setting's default is the kind that it must have; a text may be anything.
    private static Kind? Expected(Config known, string path) => Array.Find(Kind.All, kind => kind.IsDefault(known, path));

    private static void RequireUnderstood(Config whole, string source)
    {
        try
        {
            _ = new ClusterSettings(whole, NodeSystem.Name);
            _ = new RemoteSettings(whole);
            _ = new SplitBrainResolverSettings(whole);
        }
        catch (Exception exception)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    source, "Akka does not accept these settings", "values that it understands", exception.Message.ReplaceLineEndings(" "),
                    "correct it"),
                exception);
        }
    }

    private static Config Known() => Reference(typeof(ClusterSettings), "Akka.Cluster.Configuration.Cluster.conf")
        .WithFallback(Reference(typeof(RemoteSettings), "Akka.Remote.Configuration.Remote.conf"))
        .WithFallback(ConfigurationFactory.Default());

    private static Config Reference(Type type, string resource)
    {
        using Stream stream = type.Assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream);
        return ConfigurationFactory.ParseString(reader.ReadToEnd());
    }

    // How many braces and quotes are open at the end; below zero when one is closed too often.
    private static int Depth(string text)
    {
        int depth = 0;
        foreach (string line in text.Split('\n'))
        {
            bool isQuoted = false;
            for (int i = 0; i < line.Length && (isQuoted || (line[i] != '#' && !line.AsSpan(i).StartsWith("//"))); i++)
            {
                isQuoted ^= line[i] == '"';
                depth += isQuoted ? 0 : line[i] is '{' or '[' ? 1 : line[i] is '}' or ']' ? -1 : 0;
                if (depth < 0)
                {
                    return depth;
                }
            }

            depth += isQuoted ? 1 : 0;
        }

        return depth;
    }

    private sealed record Kind(string Name, Func<Config, string, object> Read)
    {
        public static readonly Kind[] All =
        [
            new("a number", (config, path) => config.GetDouble(path)),
            new("on, off or a time", (config, path) => Can(() => config.GetBoolean(path)) || config.GetTimeSpan(path) >= TimeSpan.Zero)
            {
                // Some that are off by default may be switched on by a time.
                IsDefault = (config, path) => Can(() => config.GetBoolean(path)),
            },
            new("a time, as 500ms or 3s", (config, path) => config.GetTimeSpan(path, allowInfinite: true)),
        ];

        public Func<Config, string, bool> IsDefault { get; init; } = (config, path) => Can(() => Read(config, path));

        public bool Fits(Config config, string path) => Can(() => Read(config, path));

        private static bool Can<T>(Func<T> read)
        {
            try
            {
                _ = read();
                return true;
            }
            catch (Exception)
            {
                return false;
            }
        }
    }
}
