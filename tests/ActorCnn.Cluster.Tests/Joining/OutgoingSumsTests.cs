using ActorCnn.Cluster.Joining;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Networks.Layers;
using ActorCnn.TestKit;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Tests.Joining;

/// <summary>A step of three shards, which are granted together.</summary>
public class OutgoingSumsTests
{
    private static readonly TrainingJob Job = SmallJob.Of(new FlattenLayer(), new DenseLayer(3));
    private static readonly RunMessages Messages = new() { Schedule = Job.Schedule };
    private static readonly Pass Step = Messages.Step(0);
    private readonly GradientExchange _exchange = new(Job.Network.ParameterCount);
    private readonly OutgoingSums _sums;

    public OutgoingSumsTests()
    {
        _sums = new OutgoingSums(Job.CreateReplica(new WeightsCopy(Job.Network.ParameterCount), _exchange));
        _sums.Grant(Messages.Grant(Step));
    }

    [Fact]
    public void Should_send_one_sum_when_the_last_piece_of_a_grant_is_there()
    {
        Assert.Empty(Compute(Step, shard: 2, 100));
        Assert.Empty(Compute(Step, shard: 0, 1));
        (GradientComputed gradient, GradientBuffer buffer) = Assert.Single(Compute(Step, shard: 1, 10));

        Assert.Equal((Step, ShardRange.Root(3)), (gradient.Pass, gradient.Range));
        Assert.All(buffer.Span.ToArray(), number => Assert.Equal(111, number));
    }

    [Fact]
    public void Should_send_what_is_at_hand_when_a_worker_fails()
    {
        Compute(Step, shard: 1, 10);
        (GradientComputed gradient, GradientBuffer buffer) = Assert.Single(
            _sums.Break(new ShardsFailed(Step, RunMessages.Shard(0), Attempt: 1, "node", "thrown by the test")));

        Assert.Equal(RunMessages.Shard(1), gradient.Range);
        Assert.Equal(10, buffer.Span[0]);
    }

    [Fact]
    public void Should_keep_no_buffer_of_a_pass_that_is_over()
    {
        Compute(Step, shard: 0, 1);
        _sums.Grant(Messages.Grant(Messages.Step(1)));
        Assert.Empty(Compute(Step, shard: 1, 1));
        Assert.Equal(1, _exchange.BuffersCreated);
        _exchange.Rent();
        Assert.Equal(1, _exchange.BuffersCreated);
    }

    private IReadOnlyList<(GradientComputed Gradient, GradientBuffer Buffer)> Compute(Pass pass, int shard, float number)
    {
        GradientComputed piece = Messages.Gradient(pass, RunMessages.Shard(shard));
        GradientBuffer buffer = _exchange.Rent();
        buffer.Span.Fill(number);
        _exchange.Put(piece, buffer);
        return _sums.Add(piece);
    }
}
