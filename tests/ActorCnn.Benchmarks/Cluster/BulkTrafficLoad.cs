using ActorCnn.Cluster.Bulk;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>Tensors that are fetched over loopback as fast as it goes, on all connections that a node keeps to another.</summary>
internal sealed class BulkTrafficLoad : IAsyncDisposable
{
    // 17 MB: the parameters of a large network.
    private const int Length = 4_250_000;
    private static readonly RunKey Run = RunKey.Of("traffic");
    private readonly CancellationTokenSource _stop = new();
    private readonly BulkServer _server;
    private readonly BulkClient _client;
    private readonly Task[] _fetching;
    private long _bytes;

    public BulkTrafficLoad()
    {
        BulkOptions options = new() { Token = new byte[BulkOptions.MinimumTokenBytes] };
        _server = BulkServer.Start(options, new BulkHandlers { Weights = new Source() });
        _client = new BulkClient("127.0.0.1", _server.Port, options);
        _fetching = [.. Enumerable.Range(0, options.ConnectionsPerPeer).Select(_ => Task.Run(FetchAsync))];
    }

    /// <summary>The bytes that have arrived.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_fetching).ConfigureAwait(false);
        await _client.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task FetchAsync()
    {
        AlignedBuffer target = new(Length);
        while (!_stop.IsCancellationRequested)
        {
            await _client.FetchWeightsAsync(new WeightsKey(Run, 1, 0), target.Memory).ConfigureAwait(false);
            Interlocked.Add(ref _bytes, (long)Length * sizeof(float));
        }
    }

    private sealed class Source : IWeightsSource
    {
        private readonly AlignedBuffer _weights = new(Length);

        public ValueTask<WeightsLease> OpenAsync(WeightsKey weights, CancellationToken cancellationToken) => new(new WeightsLease(_weights.Memory));
    }
}
