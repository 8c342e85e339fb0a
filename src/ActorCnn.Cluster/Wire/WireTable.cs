using ActorCnn.Cluster.Wire.Formats;

namespace ActorCnn.Cluster.Wire;

/// <summary>
/// Every message that may cross the network: the allow-list. What is not here is neither sent nor made from what was received. Safe from
/// any thread.
/// </summary>
public sealed class WireTable
{
    private readonly Dictionary<string, WireFormat> _byManifest = [];
    private readonly Dictionary<Type, WireFormat> _byType = [];

    /// <summary>Makes a table. Of several formats of one type the last is written, and all are read.</summary>
    /// <exception cref="ArgumentException">Two formats have one manifest.</exception>
    public WireTable(IEnumerable<WireFormat> formats)
    {
        ArgumentNullException.ThrowIfNull(formats);
        foreach (WireFormat format in formats)
        {
            _byManifest.Add(format.Manifest, format);
            _byType[format.Type] = format;
        }
    }

    /// <summary>The messages of this version. A new group of messages is added here and nowhere else.</summary>
    public static WireTable Default { get; } = new(
    [
        .. NodeFormats.All,
        .. ShardFormats.All,
        .. ParameterFormats.All,
        .. PlacementFormats.All,
        .. CheckpointFormats.All,
        .. JoiningFormats.All,
        .. ControlFormats.All,
        .. DowningFormats.All,
    ]);

    /// <summary>The types that can be sent.</summary>
    public IReadOnlyCollection<Type> Types => _byType.Keys;

    /// <summary>The name of a message on the wire.</summary>
    /// <exception cref="WireException">It may not be sent.</exception>
    public string ManifestOf(object message) => FormatOf(message).Manifest;

    /// <summary>The bytes of a message, at most <see cref="WireLimits.MessageBytes"/>.</summary>
    /// <exception cref="WireException">It may not be sent, or is too large.</exception>
    public byte[] Write(object message)
    {
        WireWriter writer = new();
        FormatOf(message).Write(writer, message);
        return writer.ToArray();
    }

    /// <summary>The message that bytes hold.</summary>
    /// <param name="manifest">Its name.</param>
    /// <param name="bytes">Its bytes, from anybody.</param>
    /// <param name="resolve">Finds the actor of a path.</param>
    /// <exception cref="WireException">The name is unknown, or the bytes are malformed.</exception>
    public object Read(string manifest, byte[] bytes, Func<string, Akka.Actor.IActorRef>? resolve = null)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(bytes);
        if (!_byManifest.TryGetValue(manifest, out WireFormat? format))
        {
            throw new WireException(
                $"wire: unknown manifest '{Shown(manifest)}'; expected one of the {_byManifest.Count} of this version; "
                + "fix: run the same version of actorcnn on every node");
        }

        if (bytes.Length > WireLimits.MessageBytes)
        {
            throw new WireException($"wire: '{manifest}' is too large; expected at most {WireLimits.MessageBytes} bytes, got {bytes.Length}");
        }

        WireReader reader = new(bytes, resolve);
        object message = format.Read(reader);
        reader.End();
        return message;
    }

    private WireFormat FormatOf(object message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _byType.TryGetValue(message.GetType(), out WireFormat? format)
            ? format
            : throw new WireException($"wire: {message.GetType()} may not cross the network; fix: give it a format in {nameof(WireTable)}");
    }

    // It came from the network: a log line must stay one short line.
    private static string Shown(string manifest) =>
        string.Concat(manifest.Take(32).Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' ? letter : '?'));
}
