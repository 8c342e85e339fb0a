using System.Collections.Concurrent;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Security;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Tests.Bulk;

/// <summary>A server and its clients on loopback.</summary>
public abstract class BulkTest : IDisposable
{
    internal static readonly RunKey Run = RunKey.Of("run");
    internal static readonly GradientKey Gradient = new(Run, 7, new ShardRange(2, 1), 1, 0);
    internal static readonly ShardMetrics Metrics = new(64, 12.5, 30.25, 41);

    protected CancellationTokenSource Limit { get; } = new(TimeSpan.FromSeconds(60));

    internal ConcurrentQueue<string> Lines { get; } = new();

    public void Dispose()
    {
        Limit.Dispose();
        GC.SuppressFinalize(this);
    }

    internal BulkOptions Options(NodeTls? tls = null) =>
        new() { Token = "sixteen bytes or more"u8.ToArray(), Tls = tls, Log = Lines.Enqueue, ChunkBytes = 1000 };

    internal static BulkClient Client(BulkServer server, BulkOptions options) => new("127.0.0.1", server.Port, options);

    /// <summary>Sends a gradient of a length.</summary>
    internal Task PushAsync(BulkClient client, int length) =>
        client.PushGradientAsync(Gradient, Metrics, Numbers(length), cancellationToken: Limit.Token);

    internal static float[] Numbers(int length) => [.. Enumerable.Range(0, length).Select(i => (i * 0.37f) - 3)];
}

/// <summary>Keeps gradients of one length for steps that it wants.</summary>
internal sealed class Sink(int length) : IGradientSink
{
    private int _lent;

    public ConcurrentQueue<(GradientKey Key, ShardMetrics Metrics, float[] Numbers)> Gradients { get; } = new();

    public int Lent => _lent;

    public AlignedBuffer Rent(GradientKey gradient, int announced)
    {
        if (gradient.Step != BulkTest.Gradient.Step || announced != length)
        {
            throw new BulkRefusedException($"step {gradient.Step} with {announced} numbers is not wanted");
        }

        Interlocked.Increment(ref _lent);
        return new AlignedBuffer(length);
    }

    public void Received(GradientKey gradient, ShardMetrics metrics, AlignedBuffer buffer)
    {
        Gradients.Enqueue((gradient, metrics, buffer.Span.ToArray()));
        Return(buffer);
    }

    public void Return(AlignedBuffer buffer) => Interlocked.Decrement(ref _lent);
}

/// <summary>Has the weights after step 7, and those after step 8 when they are published.</summary>
internal sealed class Source(float[] weights) : IWeightsSource
{
    private int _released;

    public TaskCompletionSource Published { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Released => _released;

    public async ValueTask<WeightsLease> OpenAsync(WeightsKey key, CancellationToken cancellationToken)
    {
        Asked.TrySetResult();
        if (key.Step == 8)
        {
            await Published.Task.WaitAsync(cancellationToken);
        }

        return key.Step is 7 or 8
            ? new WeightsLease(weights, () => Interlocked.Increment(ref _released))
            : throw new BulkRefusedException("no such step");
    }
}
