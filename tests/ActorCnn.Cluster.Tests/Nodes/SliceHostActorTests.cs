using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.TestKit;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Cluster.Tests.Nodes;

public class SliceHostActorTests : TrainingActorTest
{
    private const string Run = "run";
    private static readonly Network Network = Network.Create(new Shape(1, 4, 8), [new FlattenLayer(), new DenseLayer(2)]);
    private static readonly ParameterSlice Slice = ParameterSlice.Cut(Network.ParameterCount, 2)[1];
    private readonly SliceHost _host = new(
        Run,
        ParameterSlice.Cut(Network.ParameterCount, 2),
        Network,
        new SgdOptimizer(1),
        new RunSchedule { TrainSamples = 8, TestSamples = 8, BatchSize = 4, ShardSize = 2, Epochs = 9 });

    private readonly byte[] _state = SliceState.Write(Network.InitialParameters(1), [], Slice);
    private int _failures;

    [Fact]
    public async Task Should_hold_a_slice_and_say_so_as_often_as_it_is_asked()
    {
        IActorRef host = Create();
        HoldSlice hold = new(Run, 1, 3, BlobId.Of(_state).ToString());
        host.Tell(hold);
        PlacedSlice placed = ExpectMsg<SliceHeld>().Placed;
        Assert.Equal((1, "127.0.0.1", 4100), (placed.Slice, placed.Host, placed.Port));
        host.Tell(hold);
        Assert.Equal(placed.Owner, ExpectMsg<SliceHeld>().Placed.Owner);
        placed.Owner.Tell(new SubscribeToWeights(Run));
        ExpectMsg(new WeightsPublished(Run, 3, 1));
        float[] weights = new float[Slice.Length];
        await new LocalTransport(_host.Tensors).FetchWeightsAsync(new WeightsKey(RunKey.Of(Run), 3, 1), weights);
        Assert.Equal(Slice.Of(Network.InitialParameters(1).AsSpan()).ToArray(), weights);

        // Its part of a checkpoint is to be had by its hash.
        placed.Owner.Tell(new WriteCheckpoint(Run, RunPosition.Start with { Step = 3 }));
        CheckpointWritten kept = ExpectMsg<CheckpointWritten>();
        Assert.Equal(1, kept.Slice);
        using MemoryStream state = new();
        await _host.States.Open(BlobId.Parse(kept.Path!)).CopyToAsync(state);
        Assert.Equal(_state, state.ToArray());
    }

    [Fact]
    public void Should_fetch_again_when_it_is_asked_again()
    {
        _failures = 1;
        IActorRef host = Create();
        HoldSlice hold = new(Run, 1, 3, BlobId.Of(_state).ToString());
        AwaitAssert(() =>
        {
            host.Tell(hold);
            ExpectMsg<SliceHeld>(TimeSpan.FromMilliseconds(200));
        });
    }

    [Fact]
    public void Should_hold_nothing_of_another_run()
    {
        IActorRef host = Create();
        host.Tell(new HoldSlice("other", 1, 3, BlobId.Of(_state).ToString()));
        host.Tell(new HoldSlice(Run, 2, 3, BlobId.Of(_state).ToString()));
        host.Tell(new HoldSlice(Run, 1, 3, BlobId.Of(_state).ToString()));
        Assert.Equal(1, ExpectMsg<SliceHeld>().Placed.Slice);
        ExpectNoMsg(TimeSpan.Zero);
    }

    private IActorRef Create() => Sys.ActorOf(SliceHostActor.Props(_host, new NodeAddress("127.0.0.1", 4100), FetchAsync));

    private Task<byte[]> FetchAsync(BlobId blob, int most)
    {
        Assert.Equal((BlobId.Of(_state), _state.Length), (blob, most));
        return _failures-- > 0 ? Task.FromException<byte[]>(new BulkException("bulk: the connection broke")) : Task.FromResult(_state);
    }
}
