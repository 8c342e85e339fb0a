using ActorCnn.Cluster.Security;
using ActorCnn.Cluster.Tests.Wire;
using ActorCnn.Cluster.Wire;
using ActorCnn.Training.Protocol;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorCnn.Cluster.Tests.Security;

/// <summary>Actor systems that speak over TLS.</summary>
public sealed class TlsRemotingTests : Akka.TestKit.Xunit2.TestKit, IClassFixture<TlsCluster>
{
    private readonly TlsCluster _cluster;

    public TlsRemotingTests(TlsCluster cluster)
        : base(SetupOf(cluster.First)) => _cluster = cluster;

    [Fact]
    public void Should_exchange_a_message()
    {
        using ActorSystem other = ActorSystem.Create("other", SetupOf(_cluster.Second));
        Selection(other).Tell(new JoinRun("run", "node-2", 2), ActorRefs.NoSender);
        ExpectMsg(new JoinRun("run", "node-2", 2));
    }

    [Fact]
    public async Task Should_not_let_a_stranger_in()
    {
        using ActorSystem stranger = ActorSystem.Create("stranger", SetupOf(_cluster.Stranger));
        await Assert.ThrowsAsync<ActorNotFoundException>(() => Selection(stranger).ResolveOne(TimeSpan.FromSeconds(3)));
    }

    private static ActorSystemSetup SetupOf(NodeTls tls) => ActorSystemSetup.Create(
        BootstrapSetup.Create().WithConfig(
            NodeTls.AkkaConfiguration()
                .WithFallback(ConfigurationFactory.ParseString(WireTest.Remoting))
                .WithFallback(WireConfiguration.Load())
                .WithFallback(DefaultConfig)),
        tls.AkkaSetup());

    private ActorSelection Selection(ActorSystem from) =>
        from.ActorSelection(TestActor.Path.ToStringWithAddress(((ExtendedActorSystem)Sys).Provider.DefaultAddress));
}
