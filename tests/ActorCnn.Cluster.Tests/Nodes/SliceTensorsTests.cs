using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Tests.Nodes;

public class SliceTensorsTests
{
    private readonly RunMemory _memory = new(new TrainingJob
    {
        Network = Network.Create(new Shape(1, 4, 8), [new FlattenLayer(), new DenseLayer(2)]),
        Data = new DataSplit(Samples(), Samples(), "none"),
        Schedule = new RunSchedule { TrainSamples = 8, TestSamples = 8, BatchSize = 4, ShardSize = 2, Epochs = 9 },
        Optimizer = new SgdOptimizer(1),
        Seed = 1,
        Slices = 2,
    });

    private readonly SliceTensors _tensors;

    // Of the second slice, in the fourth step.
    private readonly GradientKey _key;

    public SliceTensorsTests()
    {
        _tensors = SliceTensors.Of(_memory);
        _key = new GradientKey(RunKey.Of(_memory.Run), Step: 3, new ShardRange(1, 0), Attempt: 2, Slice: 1);
    }

    [Fact]
    public void Should_tell_the_slice_of_a_gradient_and_lay_it_where_it_finds_it()
    {
        ParameterSlice second = _memory.Slices[1];
        AlignedBuffer buffer = _tensors.Rent(_key, second.Length);
        buffer.Span.Fill(5);
        ShardMetrics metrics = new(4, 1.5, 2.5, 3);
        List<GradientComputed> told = [];
        _memory.Exchange.OnArrival(1, told.Add);
        _tensors.Received(_key, metrics, buffer);
        GradientComputed gradient = Assert.Single(told);
        Assert.Equal(new GradientComputed(_memory.Job.Schedule.GradientPass(_memory.Run, 3), new ShardRange(1, 0), 2, metrics), gradient);
        Assert.Equal(5, _memory.Exchange.Take(gradient, 1)!.Of(second)[0]);
    }

    [Fact]
    public void Should_refuse_what_does_not_belong_here()
    {
        int length = _memory.Slices[1].Length;
        Assert.Throws<BulkRefusedException>(() => _tensors.Rent(_key with { Run = RunKey.Of("other") }, length));
        Assert.Throws<BulkRefusedException>(() => _tensors.Rent(_key with { Slice = 2 }, length));
        Assert.Throws<BulkRefusedException>(() => _tensors.Rent(_key, length + 1));
        _tensors.Return(_tensors.Rent(_key, length));
        Assert.Throws<BulkRefusedException>(() => _tensors.Rent(_key with { Step = 2 }, length));
    }

    [Fact]
    public void Should_throw_away_gradients_of_steps_that_are_over()
    {
        int length = _memory.Slices[1].Length;
        _tensors.Received(_key, default(ShardMetrics), _tensors.Rent(_key, length));
        Assert.Equal(1, _memory.Exchange.Waiting);
        _tensors.Return(_tensors.Rent(_key with { Step = 4 }, length));
        Assert.Equal(0, _memory.Exchange.Waiting);
    }

    [Fact]
    public async Task Should_give_every_node_the_same_copy_of_a_version_and_keep_it_while_it_is_sent()
    {
        WeightsKey first = new(RunKey.Of(_memory.Run), 0, 0);
        using WeightsLease one = await _tensors.OpenAsync(first, CancellationToken.None);
        using WeightsLease two = await _tensors.OpenAsync(first, CancellationToken.None);
        Assert.True(one.Weights.Equals(two.Weights));
        float[] before = one.Weights.ToArray();
        ParameterSlice slice = _memory.Slices[0];
        _memory.Store.Apply(slice, [.. Enumerable.Repeat(1f, slice.Length)], samples: 1, step: 0);
        using WeightsLease next = await _tensors.OpenAsync(first with { Step = 1 }, CancellationToken.None);
        Assert.Equal(before, one.Weights.ToArray());
        Assert.Equal(before.Select(weight => weight - 1), next.Weights.ToArray());
        await Assert.ThrowsAsync<BulkRefusedException>(async () => await _tensors.OpenAsync(first, CancellationToken.None));
    }

    [Fact]
    public async Task Should_give_a_version_that_was_asked_for_early_as_soon_as_the_update_is_made()
    {
        WeightsKey next = new(RunKey.Of(_memory.Run), 1, 0);
        using CancellationTokenSource stop = new();
        Task<WeightsLease> early = _tensors.OpenAsync(next, CancellationToken.None).AsTask();
        Task<WeightsLease> gaveUp = _tensors.OpenAsync(next, stop.Token).AsTask();
        Task<WeightsLease> later = _tensors.OpenAsync(next with { Step = 2 }, CancellationToken.None).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gaveUp);
        ParameterSlice slice = _memory.Slices[0];
        float[] before = slice.Of(_memory.Store.Weights).ToArray();
        _memory.Store.Apply(_memory.Slices[1], new float[_memory.Slices[1].Length], samples: 1, step: 0);
        Assert.False(early.IsCompleted);

        _memory.Store.Apply(slice, [.. Enumerable.Repeat(1f, slice.Length)], samples: 1, step: 0);

        Assert.True(early.IsCompletedSuccessfully);
        Assert.False(later.IsCompleted);
        using WeightsLease lease = await early;
        Assert.Equal(before.Select(weight => weight - 1), lease.Weights.ToArray());
    }

    private static Dataset Samples() =>
        new("samples", new Shape(1, 4, 8), ["a", "b"], new byte[8 * 32], new ushort[8], PixelValues.ZeroToOne());
}
