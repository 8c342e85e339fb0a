using ActorCnn.Networks.Metrics;

namespace ActorCnn.Cluster.Bulk;

/// <summary>How tensors come to the process that holds a slice of the parameters, and from it. Safe from any thread.</summary>
public interface ISliceTransport
{
    /// <summary>Brings a gradient to the owner of its slice; when it returns, the owner has it.</summary>
    /// <param name="gradient">What it is.</param>
    /// <param name="metrics">What was measured of its shards.</param>
    /// <param name="numbers">Its numbers; they must stay as they are until the call returns.</param>
    /// <param name="isHalf">Whether to send 16 bits a number; then the numbers must be such that these hold them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BulkRefusedException">It is not wanted.</exception>
    /// <exception cref="BulkException">Whether it arrived is not known.</exception>
    Task PushGradientAsync(
        GradientKey gradient,
        ShardMetrics metrics,
        ReadOnlyMemory<float> numbers,
        bool isHalf = false,
        CancellationToken cancellationToken = default);

    /// <summary>Reads the weights of a slice straight to their place, as soon as the owner has that version.</summary>
    /// <exception cref="BulkRefusedException">The owner has none such.</exception>
    /// <exception cref="BulkException">The target holds anything.</exception>
    Task FetchWeightsAsync(WeightsKey weights, Memory<float> target, CancellationToken cancellationToken = default);
}
