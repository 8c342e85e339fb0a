using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// What the coordinator's process serves: the run's blobs, and the tensors of the slices that it holds, which are others each time that the
/// slices are placed. Safe from any thread.
/// </summary>
internal sealed class SeatServing(IReadOnlyList<IBlobSource> blobs) : IGradientSink, IWeightsSource, IBlobSource
{
    private volatile Served? _served;

    /// <summary>Serves these from now on.</summary>
    /// <param name="tensors">The tensors of the slices.</param>
    /// <param name="states">Their states at the newest checkpoint; null where nobody asks for them.</param>
    public void Serve(SliceTensors tensors, IBlobSource? states) => _served = new Served(tensors, states);

    public AlignedBuffer Rent(GradientKey gradient, int length) => Now.Rent(gradient, length);

    public void Received(GradientKey gradient, ShardMetrics metrics, AlignedBuffer buffer) => Now.Received(gradient, metrics, buffer);

    public void Return(AlignedBuffer buffer) => Now.Return(buffer);

    public ValueTask<WeightsLease> OpenAsync(WeightsKey weights, CancellationToken cancellationToken) => Now.OpenAsync(weights, cancellationToken);

    public Stream Open(BlobId blob)
    {
        foreach (IBlobSource source in (IEnumerable<IBlobSource>)[.. blobs, .. _served?.States is { } states ? [states] : Array.Empty<IBlobSource>()])
        {
            try
            {
                return source.Open(blob);
            }
            catch (BulkRefusedException)
            {
            }
        }

        throw new BulkRefusedException($"{blob} is not here");
    }

    private SliceTensors Now => _served?.Tensors ?? throw new BulkRefusedException("the run has not begun");

    private sealed record Served(SliceTensors Tensors, IBlobSource? States);
}
