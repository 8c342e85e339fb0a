using ActorCnn.Cluster.Bulk;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Cluster.Nodes;

/// <summary>To a slice that this process holds itself: its tensors are copied, and no socket is used.</summary>
internal sealed class LocalTransport(SliceTensors tensors) : ISliceTransport
{
    public Task PushGradientAsync(
        GradientKey gradient,
        ShardMetrics metrics,
        ReadOnlyMemory<float> numbers,
        bool isHalf = false,
        CancellationToken cancellationToken = default)
    {
        AlignedBuffer buffer = tensors.Rent(gradient, numbers.Length);
        numbers.Span.CopyTo(buffer.Span);
        tensors.Received(gradient, metrics, buffer);
        return Task.CompletedTask;
    }

    public async Task FetchWeightsAsync(WeightsKey weights, Memory<float> target, CancellationToken cancellationToken = default)
    {
        using WeightsLease lease = await tensors.OpenAsync(weights, cancellationToken).ConfigureAwait(false);
        lease.Weights.CopyTo(target);
    }
}
