using ActorCnn.Networks.Optimization;
using ActorCnn.TestKit;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Training.Tests.Parameters;

public class ParameterActorTests : TrainingActorTest
{
    // A step has three shards of eight samples.
    private static readonly RunMessages Messages = new()
    {
        Schedule = new() { TrainSamples = 24, TestSamples = 20, BatchSize = 24, ShardSize = 8, Epochs = 9 },
    };

    private static readonly ParameterSlice Whole = new(0, 0, 2);
    private readonly ParameterStore _store = new([1, 2], new SgdOptimizer(24));
    private readonly GradientExchange _exchange = new(2);
    private readonly FakeCoordinator _coordinator;
    private readonly FakeNode _node;
    private readonly IActorRef _parameters;

    public ParameterActorTests()
    {
        _coordinator = new FakeCoordinator(this, Messages);
        _node = new FakeNode(this, Messages);
        _parameters = Sys.ActorOf(ParameterActor.Props(
            ParameterState.Create(Messages.Run, Messages.Schedule, 0), Whole, _store, _exchange, new FullDisk()));
        _coordinator.Attach(_parameters);
        _node.Subscribe(_parameters);
    }

    [Fact]
    public void Should_average_the_gradients_apply_them_and_publish_the_new_weights()
    {
        Deliver(0, 2, [100, 1]);
        Deliver(0, 0, [1, 1]);
        Deliver(0, 1, [10, 1]);
        _node.ExpectWeights(1);
        Pass step = Messages.Step(0);
        _coordinator.Probe.FishForMessage<StepApplied>(applied => applied.Metrics == Messages.Metrics(step, Messages.All(step)));

        // Rate 24 over 24 samples: the sum itself is taken off.
        Assert.Equal([1 - 111, 2 - 3], _store.Weights.ToArray());
    }

    [Fact]
    public void Should_count_a_gradient_once_however_often_it_arrives()
    {
        Deliver(0, 0, [1, 1]);
        Deliver(0, 0, [1, 1], attempt: 2);
        Deliver(0, 1, [10, 1]);
        Deliver(0, 1, [10, 1], attempt: 2);
        Deliver(0, 2, [100, 1]);
        _node.ExpectWeights(1);
        Deliver(0, 2, [100, 1], attempt: 2);
        Deliver(1, 0, [0, 0]);
        Deliver(1, 1, [0, 0]);
        Deliver(1, 2, [0, 0]);
        _node.ExpectWeights(2);
        Assert.Equal([1 - 111, 2 - 3], _store.Weights.ToArray());
        Assert.Equal(0, _exchange.Waiting);
    }

    [Fact]
    public void Should_count_a_gradient_that_arrives_from_another_process_once_without_a_message_of_its_node()
    {
        Pass step = Messages.Step(0);
        Deliver(0, 0, [1, 1]);
        Deliver(0, 1, [10, 1]);
        GradientComputed third = Messages.Gradient(step, RunMessages.Shard(2));
        for (int time = 0; time < 2; time++)
        {
            GradientBuffer buffer = _exchange.Rent(Whole);
            new float[] { 100, 1 }.CopyTo(buffer.Span);
            _exchange.Arrive(third, buffer);
        }

        _node.ExpectWeights(1);
        Assert.Equal([1 - 111, 2 - 3], _store.Weights.ToArray());
        _coordinator.Probe.FishForMessage<StepApplied>(applied => applied.Pass == step);

        // Its answer comes after whatever the second arrival did.
        _parameters.Tell(new GetPassStatus(step));
        _coordinator.ExpectApplied(step);
        Assert.Equal(0, _exchange.Waiting);
    }

    [Fact]
    public void Should_change_nothing_when_the_sum_is_not_finite()
    {
        Deliver(0, 0, [float.MaxValue, 1]);
        Deliver(0, 1, [float.MaxValue, 1]);
        Deliver(0, 2, [0, 1]);
        _coordinator.Probe.FishForMessage<NotFinite>(problem => problem.Problem.Contains("step 1 (epoch 1)", StringComparison.Ordinal));
        Assert.Equal([1, 2], _store.Weights.ToArray());
        _node.Probe.ExpectNoMsg(TimeSpan.Zero);
    }

    [Fact]
    public void Should_say_when_a_checkpoint_cannot_be_written()
    {
        _coordinator.RequestCheckpoint(_parameters, RunPosition.Start);
        _coordinator.Probe.ExpectMsg<CheckpointFailed>(failed => failed.Reason == "no space left");
    }

    [Fact]
    public void Should_use_each_buffer_again_step_after_step()
    {
        for (int step = 0; step < 9; step++)
        {
            for (int shard = 0; shard < 3; shard++)
            {
                Deliver(step, shard, [0, 0]);
                _coordinator.ExpectCounted(Messages.Step(step), RunMessages.Shard(shard));
            }

            _coordinator.ExpectApplied(Messages.Step(step));
        }

        Assert.InRange(_exchange.BuffersCreated, 1, 3);
    }

    private void Deliver(long step, int shard, float[] gradient, int attempt = 1) =>
        _node.Deliver(_parameters, _exchange, Messages.Step(step), RunMessages.Shard(shard), gradient, attempt);

    private sealed class FullDisk : ICheckpointWriter
    {
        public string? Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState) =>
            throw new IOException("no space left");
    }
}
