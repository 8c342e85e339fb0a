namespace ActorCnn.Cluster.Wire;

/// <summary>How large the parts of a control message may be. All are checked before memory is taken, by the sender as well.</summary>
public static class WireLimits
{
    /// <summary>Bytes in a message: about half of Akka's default frame of 128,000, above which Akka drops a message with a log line alone.</summary>
    public const int MessageBytes = 64 * 1024;

    /// <summary>UTF-8 bytes in a name, a path or an address.</summary>
    public const int NameBytes = 1024;

    /// <summary>UTF-8 bytes in a sentence for people; a longer one is cut when it is written.</summary>
    public const int SentenceBytes = 4096;

    /// <summary>Items in a list.</summary>
    public const int Items = 4096;
}
