namespace ActorCnn.Cluster.Wire;

/// <summary>How one message is written and read.</summary>
/// <param name="Manifest">Its short name on the wire with a version, as <c>join.1</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Write">Writes its members in order.</param>
/// <param name="Read">Reads them in the same order.</param>
public sealed record WireFormat(string Manifest, Type Type, Action<WireWriter, object> Write, Func<WireReader, object> Read)
{
    /// <summary>The format of a message type.</summary>
    /// <param name="manifest">Its short name on the wire with a version.</param>
    /// <param name="write">Writes its members in order.</param>
    /// <param name="read">Reads them in the same order.</param>
    public static WireFormat Of<T>(string manifest, Action<WireWriter, T> write, Func<WireReader, T> read)
        where T : notnull =>
        new(manifest, typeof(T), (to, message) => write(to, (T)message), from => read(from));
}
