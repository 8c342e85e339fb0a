using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Networks;
using ActorCnn.Training.Control;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Dashboard.Tests.Hosting;

/// <summary>The dashboard over plain HTTP, as any client sees it.</summary>
public sealed class DashboardServerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly RunControl _control = new();
    private readonly HttpClient _http = new() { Timeout = Patience };
    private DashboardServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await StartAsync(RunOfATest.Subject(_control));
        _http.BaseAddress = _server.Url;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Should_serve_a_page_that_runs_nothing_but_its_own_files()
    {
        using HttpResponseMessage answer = await _http.GetAsync("/");
        string page = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("<h1>test &lt;run&gt;</h1>", page, StringComparison.Ordinal);
        Assert.StartsWith(
            "default-src 'none'; script-src 'self'; style-src 'self';", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.DoesNotMatch("<script(?![^>]*src=)|<style| style=| on[a-z]+=", page);
    }

    [Fact]
    public async Task Should_serve_every_file_that_the_page_names()
    {
        string[] files = [.. Names(await _http.GetStringAsync("/"), "(?:src|href)=\"([a-z.A-Z]+)\"")];
        Assert.Contains("uplot.LICENSE", files);
        string[] modules = [.. Names(await _http.GetStringAsync("/page.js"), "from \"./([a-z]+.js)\"")];
        Assert.Equal(4, modules.Length);
        foreach (string file in files.Concat(modules))
        {
            using HttpResponseMessage answer = await _http.GetAsync(file);
            Assert.True(answer.IsSuccessStatusCode, file);
            Assert.True((await answer.Content.ReadAsByteArrayAsync()).Length > 50, file);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/..%2fpage.js")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/nothing")).StatusCode);
    }

    [Fact]
    public async Task Should_tell_how_the_run_stands()
    {
        foreach (RunEvent happened in (RunEvent[])
            [
                RunOfATest.Started(), RunOfATest.Step(0), RunOfATest.Step(1),
                RunOfATest.Status(new NodeInRun("local", 2, false, 2), new NodeInRun("worker-1", 1, true, 0)),
                new NodeProgress { Run = RunOfATest.Run, Status = new NodeStatus(RunOfATest.Run, "local", 1, [0, 100]) },
                new NodeProgress { Run = RunOfATest.Run, Status = new NodeStatus(RunOfATest.Run, "local", 3, [50, 300]) },
                new RunWarning { Run = RunOfATest.Run, Message = "<b>watch out</b>" },
            ])
        {
            _server.OnEvent(happened);
        }

        JsonElement state = await StateAsync();
        Assert.Equal("training", state.GetProperty("phase").GetString());
        Assert.Equal(2, state.GetProperty("step").GetInt64());
        Assert.Equal(20, state.GetProperty("steps").GetInt64());
        Assert.Equal(0.5, state.GetProperty("trainLoss").GetDouble());
        Assert.Equal(0.75, state.GetProperty("trainAccuracy").GetDouble());
        Assert.Equal(JsonValueKind.Null, state.GetProperty("testLoss").ValueKind);
        Assert.Equal(3, state.GetProperty("shardsReissued").GetInt64());
        Assert.Equal(1, state.GetProperty("nodesLost").GetInt32());
        Assert.Equal("[[0.25,0.5,0.75],[0.5,0.5,0.75]]", state.GetProperty("byStep").GetProperty("items").GetRawText());
        Assert.Equal(
            """[{"name":"local","state":"computing","shards":2,"workers":[25,100]},{"name":"worker-1","state":"late","shards":0,"workers":[0]},{"name":"gone","state":"lost","shards":0,"workers":[]}]""",
            state.GetProperty("nodes").GetRawText());
        Assert.Equal("<b>watch out</b>", state.GetProperty("notes")[1].GetProperty("text").GetString());

        _server.OnEvent(RunOfATest.Ended());
        Assert.Equal("completed", (await StateAsync()).GetProperty("phase").GetString());
    }

    [Fact]
    public async Task Should_stream_all_at_first_and_then_what_is_new_however_much_happened()
    {
        _server.OnEvent(RunOfATest.Started());
        _server.OnEvent(RunOfATest.Step(0));
        using StreamReader events = new(await _http.GetStreamAsync("/events"));
        JsonElement first = await NextAsync(events);
        Assert.Equal(1, first.GetProperty("byStep").GetProperty("items").GetArrayLength());

        _server.OnEvent(RunOfATest.Step(1));
        JsonElement second = await NextAsync(events, update => update.GetProperty("step").GetInt64() == 2);
        Assert.Equal("""{"anew":false,"items":[[0.5,0.5,0.75]]}""", second.GetProperty("byStep").GetRawText());

        // Nobody reads meanwhile: what is told then is how it stands, not all that happened.
        for (int step = 2; step < 100_000; step++)
        {
            _server.OnEvent(RunOfATest.Step(step));
        }

        JsonElement last = await NextAsync(events, update => update.GetProperty("step").GetInt64() == 100_000);
        Assert.InRange(last.GetProperty("byStep").GetProperty("items").GetArrayLength(), 500, 1000);
    }

    [Fact]
    public async Task Should_look_at_the_network_of_a_run_that_has_ended_while_a_page_is_open()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/look")).StatusCode);
        _server.OnEvent(RunOfATest.Started());
        _server.OnEvent(RunOfATest.Ended());
        using StreamReader events = new(await _http.GetStreamAsync("/events"));
        await NextAsync(events, update => update.GetProperty("look").GetInt32() > 0);
        JsonElement look = JsonDocument.Parse(await _http.GetStringAsync("/look")).RootElement;
        Assert.Equal(32, look.GetProperty("samples").GetInt32());
        Assert.Equal(4, look.GetProperty("filters").GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:80")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("localhost.evil.example")]
    public async Task Should_refuse_a_name_that_was_made_to_point_here(string host)
    {
        foreach (string path in new[] { "/", "/state", "/events", "/look", "/page.js" })
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { Host = host } };
            Assert.Equal(HttpStatusCode.Forbidden, (await _http.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData("cross-site", "no-cors", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "cors", HttpStatusCode.Forbidden)]
    [InlineData("same-site", "cors", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "navigate", HttpStatusCode.OK)]
    [InlineData("same-origin", "cors", HttpStatusCode.OK)]
    public async Task Should_refuse_what_another_site_asks(string site, string mode, HttpStatusCode code)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/state");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", mode);
        Assert.Equal(code, (await _http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Should_let_only_the_page_itself_control_the_run()
    {
        string origin = _server.Url.GetLeftPart(UriPartial.Authority);
        string token = await TokenAsync();
        Assert.Equal(64, token.Length);
        Assert.Equal(HttpStatusCode.Forbidden, await ControlAsync("pause", null, token));
        Assert.Equal(HttpStatusCode.Forbidden, await ControlAsync("pause", "http://evil.example", token));
        Assert.Equal(HttpStatusCode.Forbidden, await ControlAsync("pause", "null", token));
        Assert.Equal(HttpStatusCode.Forbidden, await ControlAsync("pause", origin, ""));
        Assert.Equal(HttpStatusCode.Forbidden, await ControlAsync("pause", origin, token[..^1] + (token[^1] == '0' ? '1' : '0')));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.GetAsync("/control/pause")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.PostAsync("/state", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, await ControlAsync("0", origin, token));
        Assert.Equal(HttpStatusCode.NotFound, await ControlAsync("halt", origin, token));

        // Allowed, but the run has not begun.
        Assert.Equal(HttpStatusCode.Conflict, await ControlAsync("pause", origin, token));
    }

    [Fact]
    public async Task Should_pause_and_resume_a_real_run_to_the_same_weights()
    {
        const int Epochs = 1000;
        string expected = Network.Sha256((await TrainingSession.RunAsync(RunOfATest.Job(Epochs))).Weights);
        string origin = _server.Url.GetLeftPart(UriPartial.Authority);
        string token = await TokenAsync();
        using StreamReader events = new(await _http.GetStreamAsync("/events"));
        PauseAtOnce pause = new(_control);
        Task<TrainingResult> run = TrainingSession.RunAsync(RunOfATest.Job(Epochs, _control, _control, pause, _server));

        JsonElement paused = await NextAsync(events, update => update.GetProperty("phase").GetString() == "paused");
        Assert.Equal("local", paused.GetProperty("nodes")[0].GetProperty("name").GetString());
        long step = paused.GetProperty("step").GetInt64();
        Assert.True(step < 4 * Epochs, "it paused too late to show anything");
        Assert.Equal(HttpStatusCode.Accepted, await ControlAsync("checkpoint", origin, token));
        Assert.Equal(step, (await NextAsync(events)).GetProperty("step").GetInt64());
        Assert.Equal(HttpStatusCode.Accepted, await ControlAsync("resume", origin, token));
        TrainingResult result = await run.WaitAsync(Patience);

        Assert.Equal((RunOutcome.Completed, 4 * Epochs), (result.End.Outcome, result.End.Position.Step));
        Assert.Equal(expected, Network.Sha256(result.Weights));
        JsonElement end = await NextAsync(events, update => update.GetProperty("isOver").GetBoolean());
        Assert.Equal("completed", end.GetProperty("phase").GetString());
        Assert.Equal(HttpStatusCode.Conflict, await ControlAsync("pause", origin, token));
    }

    [Fact]
    public async Task Should_only_show_where_others_reach_it()
    {
        await using DashboardServer open = await DashboardServer.StartAsync(
            RunOfATest.Subject(_control), new DashboardAddress("0.0.0.0", 0), TimeProvider.System);
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{open.Url.Port}") };
        Assert.Contains("name=\"control-token\" content=\"\"", await http.GetStringAsync("/"), StringComparison.Ordinal);
        using HttpRequestMessage request = new(HttpMethod.Post, "/control/stop");
        request.Headers.Add("Origin", $"http://127.0.0.1:{open.Url.Port}");
        request.Headers.Add("X-Control-Token", await TokenAsync());
        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Should_say_so_when_it_cannot_listen()
    {
        InvalidInputException taken = await Assert.ThrowsAsync<InvalidInputException>(
            () => DashboardServer.StartAsync(RunOfATest.Subject(), new DashboardAddress("127.0.0.1", _server.Url.Port), TimeProvider.System));
        Assert.StartsWith($"dashboard 127.0.0.1:{_server.Url.Port}: it cannot listen there; ", taken.Message, StringComparison.Ordinal);
        InvalidInputException name = await Assert.ThrowsAsync<InvalidInputException>(
            () => DashboardServer.StartAsync(RunOfATest.Subject(), new DashboardAddress("example.org", 0), TimeProvider.System));
        Assert.StartsWith("dashboard example.org: not an address; ", name.Message, StringComparison.Ordinal);
    }

    private static Task<DashboardServer> StartAsync(DashboardSubject subject) =>
        DashboardServer.StartAsync(subject, new DashboardAddress("127.0.0.1", 0), TimeProvider.System);

    private static IEnumerable<string> Names(string text, string pattern) => Regex.Matches(text, pattern).Select(match => match.Groups[1].Value);

    private static async Task<JsonElement> NextAsync(StreamReader events, Func<JsonElement, bool>? isAwaited = null)
    {
        using CancellationTokenSource limit = new(Patience);
        while (true)
        {
            string line = await events.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("the stream has ended");
            if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                JsonElement update = JsonDocument.Parse(line["data: ".Length..]).RootElement;
                if (isAwaited is null || isAwaited(update))
                {
                    return update;
                }
            }
        }
    }

    private async Task<JsonElement> StateAsync() => JsonDocument.Parse(await _http.GetStringAsync("/state")).RootElement;

    private async Task<string> TokenAsync() => Names(await _http.GetStringAsync("/"), "name=\"control-token\" content=\"([0-9a-f]*)\"").Single();

    private async Task<HttpStatusCode> ControlAsync(string change, string? origin, string token)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"/control/{change}");
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        request.Headers.Add("X-Control-Token", token);
        using HttpResponseMessage answer = await _http.SendAsync(request);
        return answer.StatusCode;
    }

    private sealed class PauseAtOnce(RunControl control) : IRunObserver
    {
        public void OnEvent(RunEvent happened)
        {
            if (happened is RunStarted)
            {
                control.Ask(RunChange.Pause, "test");
            }
        }
    }
}
