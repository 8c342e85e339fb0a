using ActorCnn.Cluster.Security;

namespace ActorCnn.Cluster.Tests.Security;

/// <summary>Two nodes of one authority, and a stranger of another. Made once: keys take time.</summary>
public sealed class TlsCluster : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public TlsCluster()
    {
        foreach ((string folder, string node) in new[] { ("ours", "node-1"), ("ours", "node-2"), ("theirs", "stranger") })
        {
            DevelopmentAuthority.Create(_scratch[folder]);
            DevelopmentAuthority.IssueNode(_scratch[folder], node, []);
        }

        First = NodeTls.Load(_scratch["ours"], "node-1");
        Second = NodeTls.Load(_scratch["ours"], "node-2");
        Stranger = NodeTls.Load(_scratch["theirs"], "stranger");
    }

    public NodeTls First { get; }

    public NodeTls Second { get; }

    public NodeTls Stranger { get; }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        Stranger.Dispose();
        _scratch.Dispose();
    }
}
