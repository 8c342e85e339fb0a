using System.Net;
using System.Net.Security;
using ActorCnn.Networks;
using ActorCnn.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
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
        WebApplicationBuilder builder = SmallServer.CreateBuilder(address, MostConnections, bodyBytes: 0, tls);
        builder.Services.AddRouting();
        builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("actorcnn")).WithMetrics(metrics =>
            metrics.AddMeter(RunMeter.MeterName, "System.Runtime")
                .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = MostSeries })
                .AddPrometheusExporter());
        MonitorServer server = new(builder.Build());
        await SmallServer.StartAsync(server._application, $"monitor {address}", "choose another --monitor").ConfigureAwait(false);
        return server;
    }

    /// <summary>Stops to listen.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();
}
