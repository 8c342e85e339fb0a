using ActorCnn.Cluster.Bulk;

namespace ActorCnn.Cluster.Tests.Bulk;

/// <summary>Blobs in chunks, known by their hash.</summary>
public sealed class BlobTests : BulkTest
{
    public static TheoryData<int> Lengths => [0, 1, 999, 1000, 1001, 25_000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task Should_fetch_and_push_a_blob_of_any_length(int length)
    {
        using TemporaryFolder folder = new();
        byte[] content = Content(length);
        await File.WriteAllBytesAsync(folder["data"], content, Limit.Token);
        BlobFolder source = new(folder.Path, 0);
        BlobId blob = source.Add(folder["data"]);
        Directory.CreateDirectory(folder["kept"]);
        string? file = null;
        BlobFolder sink = new(folder["kept"], 100_000, (_, path) => file = path);
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Blobs = source, BlobSink = sink });
        await using BulkClient client = Client(server, Options());

        Assert.Equal(content, await client.FetchBlobAsync(blob, length, Limit.Token));
        await client.PushBlobAsync(new BlobInfo(Run, 7, blob, length), new MemoryStream(content), Limit.Token);
        Assert.Equal(content, await File.ReadAllBytesAsync(file!, Limit.Token));
        using Stream kept = sink.Open(blob);
        Assert.Equal(blob, BlobId.Of(kept));
        Assert.Single(Directory.GetFileSystemEntries(folder["kept"]));
    }

    [Fact]
    public async Task Should_notice_a_file_that_has_changed()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["data"], Content(5000), Limit.Token);
        BlobFolder source = new(folder.Path, 0);
        BlobId blob = source.Add(folder["data"]);
        await File.WriteAllBytesAsync(folder["data"], new byte[5000], Limit.Token);
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Blobs = source });
        await using BulkClient client = Client(server, Options());
        BulkException exception = await Assert.ThrowsAsync<BulkException>(() => client.FetchBlobAsync(blob, 5000, Limit.Token));
        Assert.Contains($"what arrived is not {blob}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_refuse_a_blob_that_is_larger_than_expected()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllBytesAsync(folder["data"], Content(5000), Limit.Token);
        BlobFolder source = new(folder.Path, 4999);
        BlobId blob = source.Add(folder["data"]);
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Blobs = source, BlobSink = source });
        await using BulkClient client = Client(server, Options());
        await Assert.ThrowsAsync<BulkException>(() => client.FetchBlobAsync(blob, 4999, Limit.Token));
        await Assert.ThrowsAsync<BulkRefusedException>(
            () => client.PushBlobAsync(new BlobInfo(Run, 7, blob, 5000), new MemoryStream(Content(5000)), Limit.Token));
        await Assert.ThrowsAsync<BulkRefusedException>(() => client.FetchBlobAsync(BlobId.Of([1]), 10, Limit.Token));
    }

    [Fact]
    public async Task Should_keep_nothing_whose_hash_is_wrong()
    {
        using TemporaryFolder folder = new();
        await using BulkServer server = BulkServer.Start(
            Options(), new BulkHandlers { BlobSink = new BlobFolder(folder.Path, 10_000) });
        await using BulkClient client = Client(server, Options());
        BlobInfo wrong = new(Run, 7, BlobId.Of([1]), 5000);
        await Assert.ThrowsAsync<BulkRefusedException>(() => client.PushBlobAsync(wrong, new MemoryStream(Content(5000)), Limit.Token));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
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
}
