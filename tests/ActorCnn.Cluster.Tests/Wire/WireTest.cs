using ActorCnn.Cluster.Wire;
using Akka.Configuration;

namespace ActorCnn.Cluster.Tests.Wire;

/// <summary>An actor system that speaks with others on loopback as a node does.</summary>
public abstract class WireTest : Akka.TestKit.Xunit2.TestKit
{
    internal const string Remoting =
        """
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp.hostname = 127.0.0.1
        akka.remote.dot-netty.tcp.port = 0
        akka.stdout-loglevel = OFF
        akka.loggers = []
        """;

    private const string Listener =
        """
        akka.loglevel = WARNING
        akka.loggers = ["Akka.TestKit.TestEventListener, Akka.TestKit"]
        """;

    protected WireTest()
        : base(ConfigurationFactory.ParseString(Listener).WithFallback(ConfigurationFactory.ParseString(Remoting)).WithFallback(WireConfiguration.Load()).WithFallback(DefaultConfig))
    {
    }
}
