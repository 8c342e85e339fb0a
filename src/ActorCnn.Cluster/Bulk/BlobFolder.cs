using System.Collections.Concurrent;
using ActorCnn.Training.Runs;

namespace ActorCnn.Cluster.Bulk;

/// <summary>
/// Blobs in files, known by their hash: files that lie anywhere are added to be given, and what is received is kept in a folder under its
/// hash. Safe from any thread.
/// </summary>
/// <param name="folder">Where received blobs are kept; it must exist.</param>
/// <param name="maximumBytes">The most bytes of one that is received.</param>
/// <param name="received">Told of each that was received, with its file.</param>
public sealed class BlobFolder(string folder, long maximumBytes, Action<BlobInfo, string>? received = null) : IBlobSource, IBlobSink
{
    private readonly ConcurrentDictionary<BlobId, string> _files = new();

    /// <summary>Adds a file that must stay where it is, and as it is.</summary>
    /// <returns>Its hash.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public BlobId Add(string file)
    {
        using FileStream stream = File.OpenRead(file);
        BlobId blob = BlobId.Of(stream);
        _files[blob] = file;
        return blob;
    }

    /// <inheritdoc/>
    public Stream Open(BlobId blob)
    {
        try
        {
            return _files.TryGetValue(blob, out string? file)
                ? new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
                : throw new BulkRefusedException($"blob {blob} is not here");
        }
        catch (Exception exception) when (exception is (IOException and not BulkRefusedException) or UnauthorizedAccessException)
        {
            throw new BulkRefusedException($"blob {blob} cannot be read here any more");
        }
    }

    /// <inheritdoc/>
    public IBlobReception Begin(BlobInfo blob)
    {
        if (blob.Length > maximumBytes)
        {
            throw new BulkRefusedException($"blob {blob.Id} is too large; expected at most {maximumBytes} bytes, got {blob.Length}");
        }

        string path = Path.Combine(folder, blob.Id.ToString());
        try
        {
            return new Reception(new AtomicFile(path), () =>
            {
                _files[blob.Id] = path;
                received?.Invoke(blob, path);
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BulkRefusedException($"blob {blob.Id} cannot be kept here, or is being received already");
        }
    }

    private sealed class Reception(AtomicFile file, Action committed) : IBlobReception
    {
        public Stream Stream => file.Stream;

        public void Commit()
        {
            file.Commit();
            committed();
        }

        public void Dispose() => file.Dispose();
    }
}
