using ActorCnn.Cluster.Security;

namespace ActorCnn.Cluster.Tests.Security;

/// <summary>Two nodes of one authority, and a stranger of another. Made once: keys take time.</summary>
public sealed class TlsCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TlsCluster()
    {
        foreach ((string folder, string node) in new[] { ("ours", "node-1"), ("ours", "node-2"), ("theirs", "stranger") })
        {
            DevelopmentAuthority.Create(_folder[folder]);
            DevelopmentAuthority.IssueNode(_folder[folder], node, []);
        }

        First = NodeTls.Load(_folder["ours"], "node-1");
        Second = NodeTls.Load(_folder["ours"], "node-2");
        Stranger = NodeTls.Load(_folder["theirs"], "stranger");
    }

    public NodeTls First { get; }

    public NodeTls Second { get; }

    public NodeTls Stranger { get; }

    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
        Stranger.Dispose();
        _folder.Dispose();
    }
}
