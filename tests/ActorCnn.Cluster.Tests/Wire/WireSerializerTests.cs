using ActorCnn.Cluster.Wire;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Tests.Protocol;
using Akka.Serialization;

namespace ActorCnn.Cluster.Tests.Wire;

/// <summary>Every message of the protocol crosses the network by our serializer, and nothing else does.</summary>
public class WireSerializerTests : WireTest
{
    private const int Rounds = 50;

    public static TheoryData<Type> Messages => [.. AnyMessage.Types];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Should_come_out_as_it_went_in(Type type)
    {
        AnyMessage any = new(new Random(4), TestActor);
        for (int round = 0; round < Rounds; round++)
        {
            object message = any.Make(type);
            Serializer serializer = Sys.Serialization.FindSerializerFor(message);
            Assert.IsType<WireSerializer>(serializer);
            string manifest = Akka.Serialization.Serialization.ManifestFor(serializer, message);
            byte[] bytes = serializer.ToBinary(message);
            AssertMessage.Same(message, Sys.Serialization.Deserialize(bytes, serializer.Identifier, manifest));
        }
    }

    [Fact]
    public void Should_refuse_to_send_a_type_without_a_format()
    {
        Exception exception = Assert.ThrowsAny<Exception>(() => Sys.Serialization.FindSerializerFor(new Stranger("x")).ToBinary(new Stranger("x")));
        Assert.Contains(nameof(Stranger), exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Should_make_no_object_of_a_type_that_the_network_names(int serializer)
    {
        byte[] json = "{\"$type\":\"System.Text.StringBuilder, System.Runtime\"}"u8.ToArray();
        Assert.Throws<WireException>(() => Sys.Serialization.Deserialize(json, serializer, "System.Text.StringBuilder, System.Runtime"));
        Assert.Throws<WireException>(() => Sys.Serialization.Deserialize(json, serializer, ""));
    }

    [Fact]
    public void Should_name_an_unknown_manifest_on_one_short_line()
    {
        WireException exception = Assert.Throws<WireException>(
            () => Sys.Serialization.Deserialize([1], new WireSerializer((Akka.Actor.ExtendedActorSystem)Sys).Identifier, "no\nsuch" + new string('x', 9999)));
        Assert.Contains("unknown manifest 'no?such", exception.Message, StringComparison.Ordinal);
        Assert.InRange(exception.Message.Length, 1, 300);
    }

    [Fact]
    public void Should_have_one_manifest_for_each_type() =>
        Assert.Equal(AnyMessage.Types.Length, AnyMessage.Types.Intersect(WireTable.Default.Types).Count());

    [Fact]
    public void Should_read_an_older_format_of_a_message_and_write_the_newest()
    {
        WireFormat old = WireFormat.Of<NodeLost>("lost.1", (to, message) => to.Text(message.Node), from => new NodeLost("", from.Text()));
        WireFormat current = WireFormat.Of<NodeLost>(
            "lost.2", (to, message) => to.Text(message.Run).Text(message.Node), from => new NodeLost(from.Text(), from.Text()));
        WireTable table = new([old, current]);
        Assert.Equal("lost.2", table.ManifestOf(new NodeLost("run", "node")));
        Assert.Equal(new NodeLost("", "node"), table.Read("lost.1", new WireTable([old]).Write(new NodeLost("run", "node"))));
    }

    private sealed record Stranger(string Name);
}
