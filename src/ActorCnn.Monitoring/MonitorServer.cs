using System.Net;
using System.Net.Security;
using ActorCnn.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ActorCnn.Monitoring;

/// <summary>
/// Tells over HTTP how this process is: <c>/live</c> answers 200 while it runs, <c>/ready</c> 200 when it takes part in a run and holds
/// weights and data and 503 otherwise, and <c>/metrics</c> gives all instruments of the meters <c>ActorCnn</c> and <c>System.Runtime</c> in
/// Prometheus' format. Nothing can be changed through it.
/// </summary>
public sealed class MonitorServer : IAsyncDisposable
{
    private const int MostConnections = 64;

    // Room for so many series of an instrument is taken at once, and the usual two thousand are megabytes.
    private const int MostSeries = 50;
    private static readonly TimeSpan HeadersMayTake = TimeSpan.FromSeconds(5);
    private readonly WebApplication _application;
    private volatile bool _isReady;

    private MonitorServer(WebApplication application)
    {
        _application = application;
        application.MapPrometheusScrapingEndpoint("/metrics");
        application.MapGet("/live", () => Results.Text("live\n"));
        application.MapGet("/ready", () => _isReady
            ? Results.Text("ready\n")
            : Results.Text("not ready: not in a run yet\n", statusCode: StatusCodes.Status503ServiceUnavailable));
    }

    /// <summary>Whether this process takes part in a run and holds what it computes with. Safe from any thread.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>The address that it listens at, as <c>http://127.0.0.1:9464</c>.</summary>
    public string Url => _application.Urls.First();

    /// <summary>Listens. Whether it may listen there is for the caller to check.</summary>
    /// <param name="address">An address of this machine, and a port; zero takes any that is free.</param>
    /// <param name="tls">The certificate for HTTPS; null for plain HTTP.</param>
    /// <exception cref="InvalidInputException">The port is taken, or the address is not of this machine.</exception>
    public static async Task<MonitorServer> StartAsync(IPEndPoint address, SslServerAuthenticationOptions? tls = null)
    {
        // An empty one: settings come from the command line alone, never from the environment or a file in the current folder.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
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
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("actorcnn")).WithMetrics(metrics =>
            metrics.AddMeter(RunMeter.MeterName, "System.Runtime")
                .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostSeries })
                .AddPrometheusExporter());
        WebApplication application = builder.Build();
        MonitorServer server = new(application);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
            return server;
        }
        catch (Exception exception)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    $"{address}", "the monitor cannot listen there", "an address of this machine and a free port",
                    exception.GetBaseException().Message.ReplaceLineEndings(" "), "choose another --monitor"),
                exception);
        }
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    // Signals are the command line's: while a checkpoint is written after one, this goes on to answer.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
