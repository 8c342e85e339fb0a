using System.Runtime.Serialization;

namespace ActorCnn.Cluster.Wire;

/// <summary>
/// Bytes that are no message of ours, or a message that may not cross the network. The message is one line. Akka.Remote takes a
/// <see cref="SerializationException"/> for the fault of one message: it is logged and dropped, and the connection stays.
/// </summary>
public sealed class WireException : SerializationException
{
    /// <summary>Creates the exception with a finished line.</summary>
    public WireException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a finished line and what caused it.</summary>
    public WireException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
