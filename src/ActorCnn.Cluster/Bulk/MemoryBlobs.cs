using System.Collections.Concurrent;

namespace ActorCnn.Cluster.Bulk;

/// <summary>Blobs in memory, given by their hash: under each key the newest. Safe from any thread.</summary>
public sealed class MemoryBlobs : IBlobSource
{
    private readonly ConcurrentDictionary<int, Blob> _blobs = new();

    /// <summary>Puts a blob in the place of the one before it.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="content">Its bytes, which must stay as they are.</param>
    /// <returns>Its hash.</returns>
    public BlobId Keep(int key, byte[] content)
    {
        ArgumentNullException.ThrowIfNull(content);
        BlobId id = BlobId.Of(content);
        _blobs[key] = new Blob(id, content);
        return id;
    }

    /// <inheritdoc/>
    public Stream Open(BlobId blob)
    {
        foreach (Blob kept in _blobs.Values)
        {
            if (kept.Id == blob)
            {
                return new MemoryStream(kept.Content, writable: false);
            }
        }

        throw new BulkRefusedException($"{blob} is not here");
    }

    private sealed record Blob(BlobId Id, byte[] Content);
}
