using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Tests.Security;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Cluster.Tests.Bulk;

/// <summary>What is sent arrives, with and without certificates; what is refused hurts nobody.</summary>
public sealed class BulkTransferTests(TlsCluster cluster) : BulkTest, IClassFixture<TlsCluster>
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(false, 1_000_003)]
    [InlineData(true, 1_000_003)]
    public async Task Should_bring_a_gradient(bool tls, int length)
    {
        Sink sink = new(length);
        await using BulkServer server = BulkServer.Start(Options(tls ? cluster.First : null), new BulkHandlers { Gradients = sink });
        await using BulkClient client = Client(server, Options(tls ? cluster.Second : null));
        float[] numbers = Numbers(length);
        await client.PushGradientAsync(Gradient, Metrics, numbers, cancellationToken: Limit.Token);
        (GradientKey key, ShardMetrics metrics, float[] received) = Assert.Single(sink.Gradients);
        Assert.Equal((Gradient, Metrics), (key, metrics));
        Assert.Equal(numbers, received);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_003)]
    public async Task Should_bring_a_gradient_of_16_bits_without_loss(int length)
    {
        Sink sink = new(length);
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Gradients = sink });
        await using BulkClient client = Client(server, Options());
        float[] numbers = Numbers(length);
        HalfPrecision.Round(numbers);
        await client.PushGradientAsync(Gradient, Metrics, numbers, isHalf: true, Limit.Token);
        Assert.Equal(numbers, Assert.Single(sink.Gradients).Numbers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Should_fetch_weights_straight_to_their_place(bool tls)
    {
        Source source = new(Numbers(100_001));
        await using BulkServer server = BulkServer.Start(Options(tls ? cluster.First : null), new BulkHandlers { Weights = source });
        await using BulkClient client = Client(server, Options(tls ? cluster.Second : null));
        AlignedBuffer target = new(200_000);
        await client.FetchWeightsAsync(new WeightsKey(Run, 7, 0), target.Memory.Slice(5, 100_001), Limit.Token);
        Assert.Equal([.. new float[5], .. Numbers(100_001), 0], target.Span[..100_007].ToArray());
        Assert.Equal(1, source.Released);
    }

    [Fact]
    public async Task Should_wait_for_weights_that_are_being_made()
    {
        Source source = new(Numbers(10));
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Weights = source });
        await using BulkClient client = Client(server, Options());
        float[] target = new float[10];
        Task fetch = client.FetchWeightsAsync(new WeightsKey(Run, 8, 0), target, Limit.Token);
        await source.Asked.Task.WaitAsync(Limit.Token);
        Assert.False(fetch.IsCompleted);
        source.Published.SetResult();
        await fetch;
        Assert.Equal(Numbers(10), target);
    }

    [Fact]
    public async Task Should_say_that_weights_did_not_exist_in_time()
    {
        BulkOptions options = Options() with { ReplyTimeout = TimeSpan.FromMilliseconds(300) };
        await using BulkServer server = BulkServer.Start(options, new BulkHandlers { Weights = new Source(Numbers(10)) });

        // The client is patient, so that the server's own limit is seen.
        await using BulkClient client = Client(server, Options());
        BulkRefusedException refusal = await Assert.ThrowsAsync<BulkRefusedException>(
            () => client.FetchWeightsAsync(new WeightsKey(Run, 8, 0), new float[10], Limit.Token));
        Assert.Contains("in time", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_tell_a_refusal_and_use_the_connection_again()
    {
        Sink sink = new(1000);
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Gradients = sink });
        await using BulkClient client = Client(server, Options());
        BulkRefusedException refusal = await Assert.ThrowsAsync<BulkRefusedException>(
            () => client.PushGradientAsync(Gradient with { Step = 6 }, Metrics, Numbers(300_000), cancellationToken: Limit.Token));
        Assert.Equal("step 6 with 300000 numbers is not wanted", refusal.Message);
        await Assert.ThrowsAsync<BulkRefusedException>(() => client.FetchWeightsAsync(new WeightsKey(Run, 1, 0), new float[1], Limit.Token));
        await PushAsync(client, 1000);
        Assert.Single(sink.Gradients);
        Assert.Equal(1, server.Connections);
        Assert.Empty(Lines);
    }

    [Fact]
    public async Task Should_serve_many_at_once_on_few_connections()
    {
        Sink sink = new(10_000);
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Gradients = sink });
        await using BulkClient client = Client(server, Options());
        float[] numbers = Numbers(10_000);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(slice =>
            client.PushGradientAsync(Gradient with { Slice = slice }, Metrics, numbers, cancellationToken: Limit.Token)));
        Assert.Equal(Enumerable.Range(0, 50), sink.Gradients.Select(gradient => gradient.Key.Slice).Order());
        Assert.All(sink.Gradients, gradient => Assert.Equal(numbers, gradient.Numbers));
        Assert.InRange(server.Connections, 1, Options().ConnectionsPerPeer);
        Assert.Equal(0, sink.Lent);
    }

    [Fact]
    public async Task Should_connect_again_to_a_server_that_came_back_with_the_same_address()
    {
        Sink sink = new(10);
        BulkServer first = BulkServer.Start(Options(), new BulkHandlers { Gradients = sink });
        await using BulkClient client = Client(first, Options());
        await PushAsync(client, 10);
        int port = first.Port;
        await first.DisposeAsync();
        await Assert.ThrowsAsync<BulkException>(() => PushAsync(client, 10));

        await using BulkServer second = BulkServer.Start(Options(), new BulkHandlers { Gradients = sink }, port: port);
        await PushAsync(client, 10);
        Assert.Equal(2, sink.Gradients.Count);
    }

    [Fact]
    public async Task Should_refuse_weights_of_another_length_before_reading_them()
    {
        await using BulkServer server = BulkServer.Start(Options(), new BulkHandlers { Weights = new Source(Numbers(11)) });
        await using BulkClient client = Client(server, Options());
        float[] target = new float[10];
        BulkException exception = await Assert.ThrowsAsync<BulkException>(
            () => client.FetchWeightsAsync(new WeightsKey(Run, 7, 0), target, Limit.Token));
        Assert.Contains("expected 40 bytes, got 44", exception.Message, StringComparison.Ordinal);
        Assert.All(target, number => Assert.Equal(0, number));
    }
}
