using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using ActorCnn.Cluster.Security;

namespace ActorCnn.Cluster.Tests.Security;

/// <summary>Who may speak with whom, over sockets on loopback.</summary>
public sealed class NodeTlsTests(TlsCluster cluster) : IClassFixture<TlsCluster>
{
    [Fact]
    public async Task Should_let_two_nodes_of_one_authority_speak() =>
        Assert.Null(await HandshakeAsync(cluster.First, cluster.Second.ClientOptions()));

    [Fact]
    public async Task Should_reject_a_client_of_another_authority()
    {
        // It trusts the server, so that the server's own decision is seen.
        SslClientAuthenticationOptions options = cluster.Second.ClientOptions();
        options.ClientCertificateContext = cluster.Stranger.ClientOptions().ClientCertificateContext;
        Assert.IsAssignableFrom<AuthenticationException>(await HandshakeAsync(cluster.First, options));
    }

    [Fact]
    public async Task Should_reject_a_client_without_a_certificate()
    {
        SslClientAuthenticationOptions options = cluster.Second.ClientOptions();
        options.ClientCertificateContext = null;
        Assert.IsAssignableFrom<AuthenticationException>(await HandshakeAsync(cluster.First, options));
    }

    [Fact]
    public async Task Should_reject_a_server_of_another_authority() =>
        Assert.NotNull(await HandshakeAsync(cluster.Stranger, cluster.Second.ClientOptions()));

    // What made the server refuse; null when it read the client's byte.
    private static async Task<Exception?> HandshakeAsync(NodeTls server, SslClientAuthenticationOptions options)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task<Exception?> client = ConnectAsync((IPEndPoint)listener.LocalEndpoint, options, limit.Token);
        using Socket accepted = await listener.AcceptSocketAsync(limit.Token);
        Exception? problem = null;
        await using (SslStream stream = new(new NetworkStream(accepted)))
        {
            problem = await Record.ExceptionAsync(async () =>
            {
                await stream.AuthenticateAsServerAsync(server.ServerOptions(), limit.Token);
                await stream.ReadExactlyAsync(new byte[1], limit.Token);
            });
        }

        accepted.Close();
        return problem ?? await client;
    }

    private static async Task<Exception?> ConnectAsync(IPEndPoint server, SslClientAuthenticationOptions options, CancellationToken limit)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server, limit);
        await using SslStream stream = new(client.GetStream());
        return await Record.ExceptionAsync(async () =>
        {
            await stream.AuthenticateAsClientAsync(options, limit);
            await stream.WriteAsync(new byte[1], limit);
        });
    }
}
