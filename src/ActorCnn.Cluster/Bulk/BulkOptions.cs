using ActorCnn.Cluster.Security;

namespace ActorCnn.Cluster.Bulk;

/// <summary>Settings of bulk connections, the same on both sides.</summary>
public sealed record BulkOptions
{
    /// <summary>The fewest bytes of <see cref="Token"/>: fewer could be guessed from a handshake that was overheard.</summary>
    public const int MinimumTokenBytes = 16;

    /// <summary>What all nodes of a cluster know and nobody else: at least 16 random bytes. It is never sent.</summary>
    public required ReadOnlyMemory<byte> Token { get; init; }

    /// <summary>The node's certificates; null for plain sockets, which are for loopback.</summary>
    public NodeTls? Tls { get; init; }

    /// <summary>A person asked to do without certificates beyond loopback; see <see cref="BindRule"/>.</summary>
    public bool Insecure { get; init; }

    /// <summary>The most bytes of one payload; at least those of the largest slice and of <see cref="ChunkBytes"/>.</summary>
    public int MaximumPayloadBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The bytes of a blob in one frame.</summary>
    public int ChunkBytes { get; init; } = 1024 * 1024;

    /// <summary>Connections that a server keeps; one more is closed at once. A connection has one frame in hand, so this bounds memory too.</summary>
    public int MaximumConnections { get; init; } = 1024;

    /// <summary>Connections that a client keeps to one server: as many requests are under way at once, others wait.</summary>
    public int ConnectionsPerPeer { get; init; } = 4;

    /// <summary>For a connection to be made, and for both sides to prove who they are.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two bytes of a frame.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From a request to the first byte of its answer: the time a source may take until what is asked for exists.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Between two requests of a connection; then the server closes it, and a client makes a new one when it needs one.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>One line for each connection that is closed for a reason.</summary>
    public Action<string> Log { get; init; } = _ => { };

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Token.Length, MinimumTokenBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ChunkBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ChunkBytes, MaximumPayloadBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(ConnectionsPerPeer, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumConnections, 1);
    }
}
