using System.Collections.Immutable;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Hosting;
using ActorCnn.TestKit;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Cluster.Tests.Hosting;

public class GatherActorTests : TrainingActorTest, ICheckpointWriter
{
    private const string Run = "run";
    private static readonly ImmutableArray<ParameterSlice> Slices = ParameterSlice.Cut(40, 2);
    private static readonly RunPosition Later = RunPosition.Start with { Step = 5, Epoch = 1 };
    private readonly Dictionary<BlobId, Queue<byte[]?>> _blobs = [];
    private readonly List<RunSnapshot> _saved = [];
    private readonly List<(RunPosition Position, float[] Weights, float[] State)> _written = [];
    private readonly TestProbe[] _owners;
    private readonly IActorRef _gather;

    public GatherActorTests()
    {
        _owners = [CreateTestProbe("a"), CreateTestProbe("b")];
        _gather = Sys.ActorOf(GatherActor.Props(
            new Gathering(Slices, Planes: 1, FetchAsync, this, _saved.Add),
            new RunSnapshot(RunPosition.Start, new float[40], new float[40])));
    }

    [Fact]
    public void Should_write_one_checkpoint_of_what_the_slices_kept()
    {
        Place();
        _gather.Tell(new WriteCheckpoint(Run, Later));
        Keep(0, 3);
        Keep(1, 4);
        ExpectMsg<CheckpointWritten>(written => written.Step == 5 && written.Path == "file");
        (RunPosition position, float[] weights, float[] state) = Assert.Single(_written);
        Assert.Equal(Later, position);
        Assert.Equal([.. Enumerable.Repeat(3f, Slices[0].Length), .. Enumerable.Repeat(4f, Slices[1].Length)], weights);
        Assert.Equal([.. Enumerable.Repeat(-3f, Slices[0].Length), .. Enumerable.Repeat(-4f, Slices[1].Length)], state);
        Assert.Equal(Later, _saved.Single().Position);
    }

    [Fact]
    public void Should_ask_again_for_a_slice_that_could_not_be_fetched()
    {
        Place();
        _gather.Tell(new WriteCheckpoint(Run, Later));
        Keep(0, 3);
        Keep(1, 4, lostFirst: true);
        Keep(1, 4);
        ExpectMsg<CheckpointWritten>();
        Assert.Equal(4, _written.Single().Weights[^1]);
    }

    [Fact]
    public void Should_write_what_it_has_when_no_step_was_made_since()
    {
        _gather.Tell(new WriteCheckpoint(Run, RunPosition.Start));
        ExpectMsg<CheckpointWritten>();
        Place();
        _gather.Tell(new KeepBest(Run, Later));
        Keep(0, 3);
        Keep(1, 4);
        ExpectMsg<BestKept>(kept => kept.Step == 5);
        _gather.Tell(new WriteCheckpoint(Run, Later));
        ExpectMsg<CheckpointWritten>(written => written.Step == 5);
        Assert.All(_owners, owner => owner.ExpectNoMsg(TimeSpan.Zero));

        // The best weights are no checkpoint that a run could go on from.
        Assert.Equal([RunPosition.Start, Later], _saved.Select(saved => saved.Position));
    }

    string? ICheckpointWriter.Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState)
    {
        _written.Add((position, weights.ToArray(), optimizerState.ToArray()));
        return "file";
    }

    private void Place() => _gather.Tell(new SlicesPlaced(Run, [.. _owners.Select((owner, i) => new PlacedSlice(i, owner, "127.0.0.1", 4000 + i))]));

    // A slice is asked for its state and keeps it.
    private void Keep(int slice, float value, bool lostFirst = false)
    {
        _owners[slice].ExpectMsg<WriteCheckpoint>();
        int length = Slices[slice].Length;
        byte[] state = SliceState.Write(
            [.. Enumerable.Repeat(value, length)], [.. Enumerable.Repeat(-value, length)], new ParameterSlice(slice, 0, length));
        BlobId id = BlobId.Of(state);
        _blobs[id] = new Queue<byte[]?>(lostFirst ? [null] : [state]);
        _owners[slice].Send(_gather, new CheckpointWritten(Run, 5, id.ToString(), slice));
    }

    private Task<byte[]> FetchAsync(NodeAddress node, BlobId blob) => _blobs[blob].Dequeue() is { } state
        ? Task.FromResult(state)
        : Task.FromException<byte[]>(new BulkException("bulk: the connection broke"));
}
