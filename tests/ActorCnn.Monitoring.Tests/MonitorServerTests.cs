using System.Net;
using System.Net.Sockets;
using ActorCnn.Networks;

namespace ActorCnn.Monitoring.Tests;

/// <summary>The pages as a probe and a scraper see them.</summary>
[Collection(Name)]
public sealed class MonitorServerTests : IAsyncLifetime, IDisposable
{
    /// <summary>Meters of one name are heard by all who listen to it: their tests run one after the other.</summary>
    public const string Name = "meters";

    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private readonly HttpClient _client = new();
    private MonitorServer _server = null!;

    public async Task InitializeAsync() => _server = await MonitorServer.StartAsync(AnyPort);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Should_be_live_at_once_and_ready_when_told()
    {
        Assert.Equal((200, "live\n"), await GetAsync("/live"));
        Assert.Equal(503, (await GetAsync("/ready")).Code);
        _server.IsReady = true;
        Assert.Equal((200, "ready\n"), await GetAsync("/ready"));
        _server.IsReady = false;
        Assert.Equal(503, (await GetAsync("/ready")).Code);
    }

    [Fact]
    public async Task Should_give_a_run_s_figures_to_a_scraper()
    {
        using RunMeter meter = new();
        meter.OnEvent(RunEvents.Started(nodes: 3, workers: 5));
        meter.OnEvent(RunEvents.Step(samples: 64, loss: 0.5, trainSeconds: 0.002));

        (int code, string text) = await GetAsync("/metrics");
        Assert.Equal(200, code);
        Assert.Contains("actorcnn_steps_total{otel_scope_name=\"ActorCnn\"} 1", text, StringComparison.Ordinal);
        Assert.Contains("actorcnn_nodes{otel_scope_name=\"ActorCnn\"} 3", text, StringComparison.Ordinal);
        Assert.Contains("actorcnn_step_duration_seconds_bucket", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_process_memory_working_set_bytes", text, StringComparison.Ordinal);
        Assert.DoesNotContain("actorcnn_test_accuracy", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_change_nothing_for_anybody()
    {
        using HttpResponseMessage posted = await _client.PostAsync(new Uri(_server.Url + "/ready"), new StringContent("yes"));
        Assert.NotEqual(HttpStatusCode.OK, posted.StatusCode);
        Assert.Equal(404, (await GetAsync("/")).Code);
        Assert.False(_server.IsReady);
    }

    [Fact]
    public async Task Should_survive_what_is_no_request()
    {
        Random random = new(1);
        for (int i = 0; i < 20; i++)
        {
            byte[] noise = new byte[random.Next(1, 40_000)];
            random.NextBytes(noise);
            using TcpClient client = new();
            await client.ConnectAsync(IPEndPoint.Parse(new Uri(_server.Url).Authority));
            try
            {
                await client.GetStream().WriteAsync(noise);
            }
            catch (IOException)
            {
                // It closed the connection before all was there.
            }
        }

        Assert.Equal(200, (await GetAsync("/live")).Code);
    }

    [Fact]
    public async Task Should_name_a_port_that_is_taken()
    {
        IPEndPoint taken = IPEndPoint.Parse(new Uri(_server.Url).Authority);
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() => MonitorServer.StartAsync(taken));
        Assert.StartsWith($"monitor {taken}: it cannot listen there; ", Assert.Single(refused.Lines), StringComparison.Ordinal);
    }

    private async Task<(int Code, string Text)> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(new Uri(_server.Url + path));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
