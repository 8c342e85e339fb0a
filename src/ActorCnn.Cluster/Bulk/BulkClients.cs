using System.Collections.Concurrent;

namespace ActorCnn.Cluster.Bulk;

/// <summary>Connections to several servers of one run, a client for each. Safe from any thread.</summary>
/// <param name="options">Limits, token and certificates.</param>
public sealed class BulkClients(BulkOptions options) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Host, int Port), BulkClient> _clients = new();

    /// <summary>The client of a server.</summary>
    public BulkClient Of(string host, int port) => _clients.GetOrAdd((host, port), _ => new BulkClient(host, port, options));

    /// <summary>Closes what no request uses.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (BulkClient client in _clients.Values)
        {
            await client.DisposeAsync().ConfigureAwait(false);
        }
    }
}
