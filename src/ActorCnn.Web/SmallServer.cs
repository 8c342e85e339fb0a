using System.Net;
using System.Net.Security;
using ActorCnn.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActorCnn.Web;

/// <summary>
/// A small web server beside a training: what it may take is bounded, its settings are the caller's alone, and signals are left to the
/// command line.
/// </summary>
public static class SmallServer
{
    private const int MostHeaderBytes = 16 * 1024;
    private static readonly TimeSpan HeadersMayTake = TimeSpan.FromSeconds(5);

    /// <summary>Begins a server, to which the caller adds what it answers.</summary>
    /// <param name="address">An address of this machine, and a port; zero takes any that is free.</param>
    /// <param name="connections">Connections at a time; more are closed at once.</param>
    /// <param name="bodyBytes">The longest body of a request.</param>
    /// <param name="tls">The certificate for HTTPS; null for plain HTTP.</param>
    public static WebApplicationBuilder CreateBuilder(
        IPEndPoint address, int connections, long bodyBytes, SslServerAuthenticationOptions? tls = null)
    {
        // An empty one: nothing comes from the environment or a file in the current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = connections;
            kestrel.Limits.MaxRequestBodySize = bodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
            kestrel.Limits.RequestHeadersTimeout = HeadersMayTake;
            kestrel.Listen(address, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (tls is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls) });
                }
            });
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder;
    }

    /// <summary>Listens. Whether it may listen there is for the caller to check.</summary>
    /// <param name="server">The server; disposed of when it cannot listen.</param>
    /// <param name="place">What it is and where, as <c>monitor 127.0.0.1:9464</c>.</param>
    /// <param name="fix">What to do when it cannot listen there.</param>
    /// <exception cref="InvalidInputException">The port is taken, or the address is not of this machine.</exception>
    public static async Task StartAsync(WebApplication server, string place, string fix)
    {
        ArgumentNullException.ThrowIfNull(server);
        try
        {
            await server.StartAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    place, "it cannot listen there", "an address of this machine and a free port",
                    exception.GetBaseException().Message.ReplaceLineEndings(" "), fix),
                exception);
        }
    }

    // While a checkpoint is written after a signal, it goes on to answer.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
