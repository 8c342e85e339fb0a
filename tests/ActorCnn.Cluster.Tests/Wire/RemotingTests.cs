using ActorCnn.Cluster.Wire;
using ActorCnn.Training.Protocol;
using Akka.Actor;
using Akka.Configuration;

namespace ActorCnn.Cluster.Tests.Wire;

/// <summary>Two actor systems on loopback: our messages arrive, others are dropped, and the connection outlives them.</summary>
public class RemotingTests : WireTest
{
    private static readonly JoinRun Join = new("run", "node 1", 2);

    [Fact]
    public void Should_carry_a_message_with_its_sender()
    {
        using ActorSystem other = Other(WireConfiguration.Load());
        InboxOf(other, TestActor).Tell(Join);
        ExpectMsg(Join);
        Assert.True(LastSender.Path.Address.Port > 0);
    }

    [Fact]
    public void Should_drop_what_another_program_sends_and_go_on()
    {
        // This one speaks Akka's own JSON, as any program without our configuration would.
        using ActorSystem other = Other(Config.Empty);
        IActorRef here = InboxOf(other, TestActor);
        EventFilter.Warning(contains: "bytes for serializer 1 refused").ExpectOne(() => here.Tell(new Stranger("any type")));

        // Strings have a serializer of their own in Akka, so this shows that the connection is the same and alive.
        here.Tell("still here");
        ExpectMsg("still here");
    }

    [Fact]
    public void Should_let_a_cluster_form()
    {
        const string Clustered =
            """

            akka.actor.provider = cluster
            akka.cluster.gossip-interval = 100ms
            akka.cluster.leader-actions-interval = 100ms
            akka.cluster.periodic-tasks-initial-delay = 100ms
            """;
        using ActorSystem first = Other(ConfigurationFactory.ParseString(Clustered).WithFallback(WireConfiguration.Load()));
        using ActorSystem second = Other(ConfigurationFactory.ParseString(Clustered).WithFallback(WireConfiguration.Load()));
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(first);
        cluster.Join(cluster.SelfAddress);
        AwaitMembers(cluster, 1);
        Akka.Cluster.Cluster.Get(second).Join(cluster.SelfAddress);
        AwaitMembers(cluster, 2);
    }

    private void AwaitMembers(Akka.Cluster.Cluster cluster, int members) => AwaitAssert(
        () => Assert.Equal(members, cluster.State.Members.Count(member => member.Status == Akka.Cluster.MemberStatus.Up)),
        TimeSpan.FromSeconds(20));

    private static ActorSystem Other(Config wire) =>
        ActorSystem.Create("other", wire.WithFallback(ConfigurationFactory.ParseString(Remoting)));

    private IActorRef InboxOf(ActorSystem other, IActorRef target)
    {
        string path = target.Path.ToStringWithAddress(((ExtendedActorSystem)Sys).Provider.DefaultAddress);
        return other.ActorSelection(path).ResolveOne(RemainingOrDefault).GetAwaiter().GetResult();
    }

    private sealed record Stranger(string Name);
}
