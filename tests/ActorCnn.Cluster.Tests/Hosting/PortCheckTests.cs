using System.Net.Sockets;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Tests.Hosting;

/// <summary>Where a process can listen is known before it does.</summary>
public sealed class PortCheckTests
{
    [Fact]
    public void Should_name_a_port_that_is_taken_and_leave_a_free_one_free()
    {
        using Socket taken = LoopbackSocket.Bind();
        taken.Listen();
        int port = taken.Port();
        string line = Refused(new Listener("--port", "127.0.0.1", 0), new Listener("--bulk-port", "127.0.0.1", port));
        Assert.StartsWith($"--bulk-port 127.0.0.1:{port}: this process cannot listen there; ", line, StringComparison.Ordinal);
        taken.Close();
        PortCheck.Demand(new Listener("--port", "127.0.0.1", port));
        PortCheck.Demand(new Listener("--port", "localhost", port));
    }

    [Fact]
    public void Should_notice_two_of_the_same_port()
    {
        using Socket free = LoopbackSocket.Bind();
        int port = free.Port();
        free.Close();
        Assert.StartsWith("--monitor ", Refused(new Listener("--port", "127.0.0.1", port), new Listener("--monitor", "127.0.0.1", port)), StringComparison.Ordinal);
    }

    // 192.0.2.1 is of a block that no machine has (RFC 5737).
    [Theory]
    [InlineData("192.0.2.1")]
    [InlineData("no-such-host.invalid")]
    public void Should_name_an_address_that_is_not_of_this_machine(string host) =>
        Assert.StartsWith($"--port {host}:0: ", Refused(new Listener("--port", host, 0)), StringComparison.Ordinal);

    private static string Refused(params Listener[] listeners) =>
        Assert.Single(Assert.Throws<InvalidInputException>(() => PortCheck.Demand(listeners)).Lines);
}
