using System.Text.Json;
using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>The dashboard of a run under way and of one that has ended, by whole processes.</summary>
[Collection(TrainedRunGroup.Name)]
public sealed class DashboardTests(TrainedRun run) : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Should_open_a_run_that_has_ended()
    {
        using CommandProcess process = CommandProcess.Start(run.Folder, "dashboard", run.Directory, "--port", "0");
        JsonElement state = await StateAsync(process);
        process.Interrupt();
        process.WaitForExit().AssertCode(0);

        Assert.Equal("completed", state.GetProperty("phase").GetString());
        Assert.Equal(42, state.GetProperty("step").GetInt64());
        Assert.Equal(6, state.GetProperty("byEpoch").GetProperty("items").GetArrayLength());
        Assert.Contains(run.Result.WeightsSha256, state.GetProperty("notes")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_show_a_run_under_way()
    {
        using CommandProcess process = CommandProcess.Start(
            _scratch.Root, "train", "--dashboard-host", "localhost", "--dashboard", "0", run.Configuration, "--out", "run", "--epochs", "1000000000");
        process.WaitForLine("^epoch ");
        JsonElement state = await StateAsync(process);
        process.Interrupt();
        process.WaitForExit().AssertCode(130);

        Assert.Equal("stripes", state.GetProperty("name").GetString());
        Assert.True(state.GetProperty("step").GetInt64() > 0);
        Assert.True(state.GetProperty("trainLoss").GetDouble() > 0);
    }

    private static async Task<JsonElement> StateAsync(CommandProcess process)
    {
        string url = process.WaitForLine("^dashboard: http://[^ \n]*")["dashboard: ".Length..].Split(' ')[0];
        using HttpClient http = new();
        return JsonDocument.Parse(await http.GetStringAsync(new Uri(new Uri(url), "state"))).RootElement;
    }
}
