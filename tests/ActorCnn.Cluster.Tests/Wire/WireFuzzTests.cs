using System.Buffers.Binary;
using System.Collections.Immutable;
using ActorCnn.Cluster.Wire;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Tests.Protocol;
using Akka.Actor;
using CsCheck;

namespace ActorCnn.Cluster.Tests.Wire;

/// <summary>Bytes from anybody: a message or one clear exception, and little memory.</summary>
public class WireFuzzTests
{
    private static readonly Pass Step = new("run", PassKind.Gradient, 3, 1, 0);

    // A path is looked up by the actor system; here it is enough that one was asked for.
    private static object Read(string manifest, byte[] bytes) => WireTable.Default.Read(manifest, bytes, _ => ActorRefs.Nobody);

    // Nobody has no path that could be written, so the one message with an actor is left to the tests with an actor system.
    private static readonly object[] Samples =
    [
        .. AnyMessage.Types
            .Where(type => type != typeof(Training.Parameters.UseCoordinator))
            .Select(new AnyMessage(new Random(9), ActorRefs.Nobody).Make),
    ];

    private static readonly Gen<object> Sample = Gen.Int[0, Samples.Length - 1].Select(index => Samples[index]);

    public static TheoryData<int> Indices => [.. Enumerable.Range(0, Samples.Length)];

    [Theory]
    [MemberData(nameof(Indices))]
    public void Should_refuse_a_message_that_ends_too_early_or_too_late(int index)
    {
        object message = Samples[index];
        string manifest = WireTable.Default.ManifestOf(message);
        byte[] bytes = WireTable.Default.Write(message);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<WireException>(() => Read(manifest, bytes[..length]));
        }

        Assert.Throws<WireException>(() => Read(manifest, [.. bytes, 0]));
    }

    [Fact]
    public void Should_survive_damaged_bytes() => Gen.Select(
        Sample,
        Gen.Select(Gen.Int[0, 200], Gen.Byte).Array[1, 8]).Sample((message, damages) =>
    {
        byte[] bytes = WireTable.Default.Write(message);
        foreach ((int position, byte value) in damages)
        {
            bytes[position % bytes.Length] = value;
        }

        AssertMessageOrRefusal(WireTable.Default.ManifestOf(message), bytes);
    });

    [Fact]
    public void Should_survive_random_bytes() => Gen.Select(Sample, Gen.Byte.Array[0, 2000]).Sample((message, bytes) =>
        AssertMessageOrRefusal(WireTable.Default.ManifestOf(message), bytes));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(-1)]
    [InlineData(WireLimits.Items + 1)]
    public void Should_take_no_memory_for_an_announced_length(int announced)
    {
        byte[] bytes = new byte[WireLimits.MessageBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, announced);
        AssertLittleMemory(() => Assert.Throws<WireException>(() => Read("subscribe.1", bytes)));

        WireReader reader = new(bytes);
        AssertLittleMemory(() => Assert.Throws<WireException>(() => reader.List(sizeof(long), item => item.Int64())));
    }

    [Fact]
    public void Should_refuse_a_message_above_the_limit() =>
        Assert.Throws<WireException>(() => Read("subscribe.1", new byte[WireLimits.MessageBytes + 1]));

    [Fact]
    public void Should_refuse_to_send_what_would_be_refused()
    {
        ImmutableArray<ShardRange> many = [.. Enumerable.Range(0, WireLimits.Items + 1).Select(index => new ShardRange(0, index))];
        Assert.Throws<WireException>(() => WireTable.Default.Write(new GrantShards(Step, many, 1)));
        Assert.Throws<WireException>(() => WireTable.Default.Write(new JoinRun(new string('x', WireLimits.NameBytes + 1), "node", 1)));

        AssertMessage.Same(
            new GrantShards(Step, [.. many.Take(WireLimits.Items)], 1),
            Read("grant.1", WireTable.Default.Write(new GrantShards(Step, [.. many.Take(WireLimits.Items)], 1))));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("…")]
    [InlineData("\ud83d\ude00")]
    public void Should_cut_a_reason_that_is_too_long_between_characters(string letter)
    {
        string reason = string.Concat(Enumerable.Repeat(letter, WireLimits.SentenceBytes + 1));
        NotFinite cut = (NotFinite)Read("not-finite.1", WireTable.Default.Write(new NotFinite(Step, reason)));
        Assert.EndsWith(letter + "…", cut.Problem, StringComparison.Ordinal);
        Assert.StartsWith(cut.Problem[..^1], reason, StringComparison.Ordinal);
    }

    private static void AssertMessageOrRefusal(string manifest, byte[] bytes) => AssertLittleMemory(() =>
    {
        try
        {
            Assert.NotNull(Read(manifest, bytes));
        }
        catch (WireException)
        {
        }
    });

    // The largest honest message makes objects of a few times its bytes; an exception with its trace is some kilobytes.
    private static void AssertLittleMemory(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 * WireLimits.MessageBytes);
    }
}
