using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Data;

namespace ActorCnn.Cluster.Hosting;

/// <summary>Gives a run's configuration and data to nodes that lack them, by their hashes. The data are put into bytes when first wanted.</summary>
internal sealed class RunBlobs(byte[] configuration, DataSplit data) : IBlobSource
{
    private readonly BlobId _configuration = BlobId.Of(configuration);
    private readonly BlobId _dataId = BlobId.Parse(data.Sha256);
    private readonly Lazy<byte[]> _data = new(() => DataBlob.Write(data));

    public Stream Open(BlobId blob) => new MemoryStream(
        blob == _configuration ? configuration
        : blob == _dataId ? _data.Value
        : throw new BulkRefusedException($"{blob} is not here"),
        writable: false);
}
