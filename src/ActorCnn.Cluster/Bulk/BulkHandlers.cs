using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Cluster.Bulk;

/// <summary>What a node serves. What is null is refused.</summary>
public sealed record BulkHandlers
{
    /// <summary>Takes gradients: the owner of a slice.</summary>
    public IGradientSink? Gradients { get; init; }

    /// <summary>Gives weights: the owner of a slice.</summary>
    public IWeightsSource? Weights { get; init; }

    /// <summary>Gives data sets, configurations and checkpoints.</summary>
    public IBlobSource? Blobs { get; init; }
}

/// <summary>Takes gradients. Called from any thread, for several connections at once; it must not wait.</summary>
public interface IGradientSink
{
    /// <summary>Lends a buffer of exactly the announced length, any content.</summary>
    /// <exception cref="BulkRefusedException">The gradient is not wanted, or its length is not that of the slice.</exception>
    AlignedBuffer Rent(GradientKey gradient, int length);

    /// <summary>The gradient is here, and the buffer is the sink's again.</summary>
    /// <param name="gradient">What it is.</param>
    /// <param name="metrics">What was measured of its shards.</param>
    /// <param name="buffer">Its numbers.</param>
    /// <exception cref="BulkRefusedException">It is not wanted any more.</exception>
    void Received(GradientKey gradient, ShardMetrics metrics, AlignedBuffer buffer);

    /// <summary>Takes a buffer back: its gradient did not arrive whole.</summary>
    void Return(AlignedBuffer buffer);
}

/// <summary>Gives weights. Called from any thread, for several connections at once.</summary>
public interface IWeightsSource
{
    /// <summary>The weights, as soon as that version exists. They must not change until the lease is disposed.</summary>
    /// <exception cref="BulkRefusedException">There are none such, and will not be.</exception>
    ValueTask<WeightsLease> OpenAsync(WeightsKey weights, CancellationToken cancellationToken);
}

/// <summary>Weights that do not change until this is disposed.</summary>
/// <param name="weights">The numbers.</param>
/// <param name="release">Called once when they are sent, or not needed after all.</param>
public sealed class WeightsLease(ReadOnlyMemory<float> weights, Action? release = null) : IDisposable
{
    private Action? _release = release;

    /// <summary>The numbers.</summary>
    public ReadOnlyMemory<float> Weights { get; } = weights;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}

/// <summary>Gives blobs. Called from any thread, for several connections at once.</summary>
public interface IBlobSource
{
    /// <summary>Opens a blob for reading anywhere in it.</summary>
    /// <exception cref="BulkRefusedException">It is not here.</exception>
    Stream Open(BlobId blob);
}
