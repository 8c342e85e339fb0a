using System.Net;
using System.Net.Sockets;
using ActorCnn.Cluster.Hosting;

namespace ActorCnn.Cluster.Tests.Hosting;

public class FreePortsTests
{
    [Fact]
    public void Should_lie_below_what_the_system_gives_to_outgoing_connections_and_rise()
    {
        int[] ports = FreePorts.OnLoopback(100);

        Assert.Equal(100, ports.Distinct().Count());
        Assert.Equal(ports.Order(), ports);
        Assert.All(ports, port => Assert.InRange(port, 10_000, 32_767));
    }

    [Fact]
    public void Should_leave_out_a_port_that_somebody_has()
    {
        int first = FreePorts.OnLoopback(1)[0];
        using TcpListener taken = new(IPAddress.Loopback, first);
        taken.Start();

        Assert.DoesNotContain(first, FreePorts.OnLoopback(count: 5, offset: first - 10_000));
    }

    [Fact]
    public void Should_refuse_a_number_out_of_reason() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FreePorts.OnLoopback(1001));
}
