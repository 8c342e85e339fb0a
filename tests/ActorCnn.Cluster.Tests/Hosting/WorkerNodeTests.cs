using System.Net.Sockets;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Joining;

namespace ActorCnn.Cluster.Tests.Hosting;

/// <summary>A worker that nobody answers ends by itself and names whom it asked.</summary>
public sealed class WorkerNodeTests
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(0.5);

    [Fact]
    public async Task Should_give_up_when_nobody_listens()
    {
        using Socket silent = LoopbackSocket.Bind();
        await AssertGivesUpAsync(silent);
    }

    [Fact]
    public async Task Should_give_up_when_what_listens_is_no_coordinator()
    {
        using Socket deaf = LoopbackSocket.Bind();
        deaf.Listen();
        await AssertGivesUpAsync(deaf);
    }

    [Fact]
    public async Task Should_stop_looking_when_it_is_told_to()
    {
        using Socket silent = LoopbackSocket.Bind();
        using CancellationTokenSource stop = new(Brief);
        WorkerNode worker = new(SettingsFor(silent, TimeSpan.FromMinutes(1)), workers: 1, configuration: null);
        Assert.Null(await worker.RunAsync(stop.Token));
    }

    private static async Task AssertGivesUpAsync(Socket at)
    {
        GuestEnd? end = await new WorkerNode(SettingsFor(at, Brief), workers: 1, configuration: null).RunAsync(CancellationToken.None);
        Assert.Equal(
            new GuestEnd(GuestOutcome.Failed, $"no coordinator answered at 127.0.0.1:{at.Port()} within 0.5 s"), end);
    }

    private static NodeSettings SettingsFor(Socket at, TimeSpan timeout) =>
        new() { Join = [new NodeAddress("127.0.0.1", at.Port())], JoinTimeout = timeout };
}
