using ActorCnn.Cluster.Bulk;

namespace ActorCnn.Cluster.Tests.Bulk;

/// <summary>Blobs in chunks, known by their hash.</summary>
public sealed class BlobTests : BulkTest
{
    public static TheoryData<int> Lengths => [0, 1, 999, 1000, 1001, 25_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Should_fetch_a_blob_of_any_length(int length)
    {
        MemoryBlobs source = new();
        BlobId blob = source.Keep(0, Content(length));
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Blobs = source });
        await using BulkClient client = Client(server, Options());
        Assert.Equal(Content(length), await client.FetchBlobAsync(blob, length, Limit.Token));
    }

    [Fact]
    public async Task Should_notice_a_blob_that_has_changed()
    {
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Blobs = new Changed() });
        await using BulkClient client = Client(server, Options());
        BlobId blob = BlobId.Of(Content(5000));
        BulkException exception = await Assert.ThrowsAsync<BulkException>(() => client.FetchBlobAsync(blob, 5000, Limit.Token));
        Assert.Contains($"what arrived is not {blob}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_blob_that_is_larger_than_expected_or_is_not_there()
    {
        MemoryBlobs source = new();
        BlobId blob = source.Keep(0, Content(5000));
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Blobs = source });
        await using BulkClient client = Client(server, Options());
        await Assert.ThrowsAsync<BulkException>(() => client.FetchBlobAsync(blob, 4999, Limit.Token));
        await Assert.ThrowsAsync<BulkRefusedException>(() => client.FetchBlobAsync(BlobId.Of([1]), 10, Limit.Token));
    }

    [Fact]
    public void Should_read_an_id_as_it_is_shown()
    {
        const string Empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        Assert.Equal(Empty, BlobId.Of([]).ToString());
        Assert.Equal(BlobId.Of([]), BlobId.Parse(Empty));
        Assert.Throws<FormatException>(() => BlobId.Parse(Empty[2..]));
    }

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];

    private sealed class Changed : IBlobSource
    {
        public Stream Open(BlobId blob) => new MemoryStream(new byte[5000]);
    }
}
