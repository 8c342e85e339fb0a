using ActorCnn.Cluster.Security;

namespace ActorCnn.Cluster.Hosting;

/// <summary>Where a node listens, whom it joins, and how it proves who it is.</summary>
public sealed record NodeSettings
{
    /// <summary>The node's address, by which others reach it.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port of control messages; zero takes any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The port of tensors; zero takes any that is free.</summary>
    public int BulkPort { get; init; }

    /// <summary>Addresses of nodes to join by, as <c>HOST:PORT</c>.</summary>
    public IReadOnlyList<NodeAddress> Join { get; init; } = [];

    /// <summary>The node's certificates; null without TLS.</summary>
    public NodeTls? Tls { get; init; }

    /// <summary>A person asked to do without certificates beyond loopback.</summary>
    public bool Insecure { get; init; }

    /// <summary>How long a worker looks for a coordinator that answers.</summary>
    public TimeSpan JoinTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Settings of Akka that win over ours; see <see cref="AkkaSettings"/>.</summary>
    public AkkaSettings? AkkaOverrides { get; init; }

    /// <summary>Is told when the node has joined a run and holds its weights and data, and when that is over. From any thread.</summary>
    public Action<bool> OnReady { get; init; } = _ => { };

    /// <summary>Nodes that have certainly ended, where somebody knows.</summary>
    public KnownDeaths Deaths { get; init; } = new();

    /// <summary>Is told one line for whatever a person should know.</summary>
    public Action<string> Log { get; init; } = _ => { };
}
