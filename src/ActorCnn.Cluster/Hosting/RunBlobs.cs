using System.Collections.Immutable;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Data;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// Gives a run's configuration, data and newest checkpoints to nodes that lack them, by their hashes. The data are put into bytes when
/// first wanted; a checkpoint is read from its file, and is no longer here when that is gone.
/// </summary>
internal sealed class RunBlobs(byte[] configuration, DataSplit data) : IBlobSource
{
    // One that is still being fetched when the next comes is fetched to its end.
    private const int KeptOffers = 2;
    private readonly BlobId _configuration = BlobId.Of(configuration);
    private readonly BlobId _dataId = BlobId.Parse(data.Sha256);
    private readonly Lazy<byte[]> _data = new(() => DataBlob.Write(data));
    private ImmutableList<Offer> _offers = [];

    /// <summary>Adds a checkpoint and the metrics before it; called from one thread at a time.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public (BlobId Checkpoint, BlobId Metrics) Add(string checkpoint, byte[] metrics)
    {
        using FileStream stream = File.OpenRead(checkpoint);
        Offer offer = new(BlobId.Of(stream), checkpoint, BlobId.Of(metrics), metrics);
        ImmutableList<Offer> offers = _offers.Insert(0, offer);
        Volatile.Write(ref _offers, offers.Count > KeptOffers ? offers.RemoveAt(KeptOffers) : offers);
        return (offer.Checkpoint, offer.Metrics);
    }

    public Stream Open(BlobId blob)
    {
        if (blob == _configuration || blob == _dataId)
        {
            return new MemoryStream(blob == _configuration ? configuration : _data.Value, writable: false);
        }

        foreach (Offer offer in Volatile.Read(ref _offers))
        {
            if (blob == offer.Metrics)
            {
                return new MemoryStream(offer.MetricsBytes, writable: false);
            }

            if (blob == offer.Checkpoint)
            {
                return OpenFile(offer);
            }
        }

        throw new BulkRefusedException($"{blob} is not here");
    }

    private static FileStream OpenFile(Offer offer)
    {
        try
        {
            return new FileStream(offer.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BulkRefusedException($"{offer.Checkpoint} is not here any more");
        }
    }

    private sealed record Offer(BlobId Checkpoint, string Path, BlobId Metrics, byte[] MetricsBytes);
}
