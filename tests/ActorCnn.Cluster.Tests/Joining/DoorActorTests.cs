using ActorCnn.Cluster.Joining;
using ActorCnn.Cluster.Tests.Wire;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Cluster.Tests.Joining;

public class DoorActorTests : WireTest
{
    private static readonly Welcome Welcome = new("run", "c", "d", 1, "127.0.0.1", 4000, "token");
    private readonly IActorRef _door;

    public DoorActorTests() => _door = Sys.ActorOf(DoorActor.Props(Welcome));

    [Fact]
    public void Should_let_a_node_of_the_same_version_in()
    {
        _door.Tell(new Hello(Protocol.Version, Protocol.Product, "a", 1));
        ExpectMsg(Welcome);
    }

    [Fact]
    public void Should_refuse_another_version_and_name_the_difference()
    {
        _door.Tell(new Hello(Protocol.Version + 1, Protocol.Product, "a", 1));
        Assert.Contains($"protocol {Protocol.Version + 1}", ExpectMsg<Refused>().Reason, StringComparison.Ordinal);
        _door.Tell(new Hello(Protocol.Version, "9.9.9", "a", 1));
        Assert.Contains("actorcnn 9.9.9", ExpectMsg<Refused>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Should_offer_the_newest_checkpoint_to_those_who_keep_copies()
    {
        CheckpointOffered offered = new("run", 10, "c", "m");
        _door.Tell(offered);
        _door.Tell(new Hello(Protocol.Version, Protocol.Product, "a", 1, KeepsCopy: true));
        ExpectMsg(Welcome);
        ExpectMsg(offered);
        TestProbe other = CreateTestProbe();
        other.Send(_door, new Hello(Protocol.Version, Protocol.Product, "b", 1));
        other.ExpectMsg(Welcome);
        CheckpointOffered newer = offered with { Step = 20 };
        _door.Tell(newer);
        ExpectMsg(newer);
        other.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Should_tell_its_guests_of_the_end_and_answer_when_they_have_gone()
    {
        TestProbe guest = CreateTestProbe();
        guest.Send(_door, new Hello(Protocol.Version, Protocol.Product, "a", 1));
        guest.ExpectMsg(Welcome);
        RunOver over = new("run", true, "completed");
        _door.Tell(over);
        guest.ExpectMsg(over);
        Sys.Stop(guest);
        ExpectMsg<object>();
    }

    [Fact]
    public void Should_tell_who_comes_too_late()
    {
        RunOver over = new("run", true, "completed");
        _door.Tell(over);
        ExpectMsg<object>();
        _door.Tell(new Hello(Protocol.Version, Protocol.Product, "a", 1));
        ExpectMsg(over);
    }

    [Fact]
    public void Should_not_show_the_token_in_a_log() => Assert.DoesNotContain("token", $"{Welcome}", StringComparison.Ordinal);
}
