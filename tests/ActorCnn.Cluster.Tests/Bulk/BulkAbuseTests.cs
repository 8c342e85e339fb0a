using System.Net;
using System.Net.Sockets;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Tests.Security;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Tests.Bulk;

/// <summary>Strangers, noise, and members gone mad: the connection is closed, the server goes on.</summary>
public sealed class BulkAbuseTests(TlsCluster cluster) : BulkTest, IClassFixture<TlsCluster>
{
    private const int Length = 1000;
    private readonly Sink _sink = new(Length);

    private BulkHandlers Handlers => new() { Gradients = _sink };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(100_000)]
    public async Task Should_close_on_noise_instead_of_a_handshake(int length)
    {
        await using BulkServer server = BulkServer.Start(Options() with { HandshakeTimeout = TimeSpan.FromMilliseconds(200) }, Handlers);
        byte[] noise = new byte[length];
        new Random(5).NextBytes(noise);
        await AssertClosedAsync(server, noise);
        await AssertAliveAsync(server);

        // A line is written after the connection is closed; disposing waits for it.
        await server.DisposeAsync();
        Assert.Single(Lines);
    }

    [Fact]
    public async Task Should_turn_away_who_does_not_know_the_token()
    {
        await using BulkServer server = BulkServer.Start(Options(), Handlers);
        await using BulkClient stranger = Client(server, Options() with { Token = "another token, as long"u8.ToArray() });
        await Assert.ThrowsAsync<BulkException>(() => PushAsync(stranger, Length));
        await AssertAliveAsync(server);
        Assert.Single(_sink.Gradients);
    }

    [Fact]
    public async Task Should_turn_away_a_certificate_of_another_authority_and_none()
    {
        await using BulkServer server = BulkServer.Start(Options(cluster.First), Handlers);
        foreach (BulkOptions options in new[] { Options(cluster.Stranger), Options() })
        {
            await using BulkClient stranger = Client(server, options with { HandshakeTimeout = TimeSpan.FromSeconds(1) });
            await Assert.ThrowsAsync<BulkException>(() => PushAsync(stranger, Length));
        }

        await using BulkClient member = Client(server, Options(cluster.Second));
        await PushAsync(member, Length);
        Assert.Single(_sink.Gradients);
    }

    [Fact]
    public async Task Should_close_one_connection_too_many()
    {
        BulkOptions options = Options() with { MaximumConnections = 1 };
        await using BulkServer server = BulkServer.Start(options, Handlers);
        await using BulkClient first = Client(server, options);
        await PushAsync(first, Length);
        await AssertClosedAsync(server, []);
        await PushAsync(first, Length);
        Assert.Equal(2, _sink.Gradients.Count);
        Assert.Contains("turned away", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_close_an_idle_connection_and_let_the_client_make_a_new_one()
    {
        TaskCompletionSource closed = new();
        BulkOptions options = Options() with { IdleTimeout = TimeSpan.FromMilliseconds(100), Log = _ => closed.TrySetResult() };
        await using BulkServer server = BulkServer.Start(options, Handlers);
        await using BulkClient client = Client(server, Options());
        await PushAsync(client, Length);
        await closed.Task.WaitAsync(Limit.Token);
        await PushAsync(client, Length);
        Assert.Equal(2, _sink.Gradients.Count);
    }

    public static TheoryData<string, int, byte> Damages => new()
    {
        { "magic", 0, 0xff },
        { "version", 4, 0xff },
        { "kind", 5, 0xff },
        { "turn", 6, 1 },
        { "flags", 7, 1 },
        { "step below zero", 31, 0x80 },
        { "level", 32, 99 },
        { "slice below zero", 47, 0x80 },
        { "payload below zero", 99, 0x80 },
        { "payload above the limit", 99, 0x7f },
        { "broken numbers", 96, 1 },
        { "reserved", 100, 1 },
        { "samples below zero", 107, 0x80 },
        { "metrics", 112, 1 },
        { "checksum", 128, 1 },
        { "payload bit", BulkHeader.Bytes, 1 },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Should_close_on_a_damaged_frame_of_a_member(string what, int position, byte bits)
    {
        await using BulkServer server = BulkServer.Start(Options() with { StallTimeout = TimeSpan.FromMilliseconds(500) }, Handlers);
        byte[] frame = Frame(new BulkHeader { Kind = BulkKind.PushGradient, Step = Gradient.Step }, new byte[Length * sizeof(float)]);
        frame[position] ^= bits;
        long before = GC.GetTotalAllocatedBytes();
        await AssertClosedAsync(server, frame, handshake: true);

        // An announced length of gigabytes takes none of it. Other tests allocate at the same time, but not that much.
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1L << 29);
        await AssertAliveAsync(server);
        Assert.Equal(0, _sink.Lent);
        Assert.True(_sink.Gradients.Count == 1, what);
    }

    [Fact]
    public async Task Should_survive_random_frames_of_a_member()
    {
        const int Seed = 11;
        Random random = new(Seed);
        await using BulkServer server = BulkServer.Start(Options() with { StallTimeout = TimeSpan.FromMilliseconds(50) }, Handlers);
        for (int round = 0; round < 30; round++)
        {
            byte[] frame = Frame(
                new BulkHeader { Kind = (BulkKind)random.Next(1, 5), Step = Gradient.Step, Total = 500 }, new byte[random.Next(600)]);
            for (int i = random.Next(4); i > 0; i--)
            {
                frame[random.Next(BulkHeader.Bytes)] = (byte)random.Next(256);
            }

            await AssertClosedAsync(server, frame, handshake: true, finish: true);
        }

        await AssertAliveAsync(server);
        Assert.Equal(0, _sink.Lent);
    }

    [Fact]
    public async Task Should_give_the_buffer_back_of_a_gradient_that_stops_half_way()
    {
        await using BulkServer server = BulkServer.Start(Options() with { StallTimeout = TimeSpan.FromMilliseconds(200) }, Handlers);
        byte[] frame = Frame(new BulkHeader { Kind = BulkKind.PushGradient, Step = Gradient.Step }, new byte[Length * sizeof(float)]);
        await AssertClosedAsync(server, frame[..^5], handshake: true);
        await server.DisposeAsync();
        Assert.Equal(0, _sink.Lent);
        Assert.Contains("in time", Assert.Single(Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_not_listen_beyond_this_machine_without_certificates()
    {
        Assert.Throws<InvalidInputException>(() => BulkServer.Start(Options(), Handlers, "0.0.0.0"));
        Assert.Throws<ArgumentOutOfRangeException>(() => BulkServer.Start(Options() with { Token = new byte[15] }, Handlers));
    }

    private static byte[] Frame(BulkHeader header, byte[] payload)
    {
        byte[] frame = new byte[BulkHeader.Bytes + payload.Length];
        payload.CopyTo(frame, BulkHeader.Bytes);
        header.Write(frame, payload);
        return frame;
    }

    // Sends, and reads until the server closes.
    private async Task AssertClosedAsync(BulkServer server, byte[] bytes, bool handshake = false, bool finish = false)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Limit.Token);
        NetworkStream stream = client.GetStream();
        if (handshake)
        {
            await BulkHandshake.ConnectAsync(stream, Options().Token, Limit.Token);
        }

        try
        {
            await stream.WriteAsync(bytes, Limit.Token);
            if (finish)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            byte[] rest = new byte[4096];
            while (await stream.ReadAsync(rest, Limit.Token) > 0)
            {
            }
        }
        catch (IOException)
        {
            // Closed with bytes unread: that is a reset.
        }
    }

    private async Task AssertAliveAsync(BulkServer server)
    {
        await using BulkClient client = Client(server, Options());
        await PushAsync(client, Length);
    }
}
