// <readme>
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.TestKit;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.Training.Tests.Examples;

// An Akka.TestKit in which every message is serialized on its way, as if a network lay between the actors.
public class TestAnActorExample : TrainingActorTest
{
    // Four samples in shards of two: a step needs the gradients of shard 0 and shard 1.
    private static readonly RunSchedule Schedule = new() { TrainSamples = 4, TestSamples = 2, BatchSize = 4, ShardSize = 2, Epochs = 1 };
    private static readonly ParameterSlice AllOfThem = new(Index: 0, First: 0, Length: 2);
    private static readonly Pass FirstStep = Schedule.GradientPass("run", step: 0);
    private static readonly ShardMetrics Metrics = new(Samples: 2, LossSum: 1.5, ProbabilitySum: 0.5, Correct: 1);

    [Fact]
    public void Should_send_a_worker_s_result_to_its_node()
    {
        TestProbe node = CreateTestProbe("node");
        IActorRef worker = node.ChildActorOf(WorkerActor.Props(index: 3, () => new FixedComputer()));
        ComputeShards work = new(FirstStep, new ShardRange(Level: 0, Index: 1), Attempt: 1);

        worker.Tell(work);

        node.ExpectMsg(new ShardsComputed(Worker: 3, work, Metrics, Problem: null));
    }

    [Fact]
    public void Should_update_the_weights_once_every_shard_is_there()
    {
        ParameterStore weights = new([1f, 2f], new SgdOptimizer(Rate: 1f));
        GradientExchange exchange = new(length: 2);
        IActorRef parameters = Sys.ActorOf(
            ParameterActor.Props(ParameterState.Create("run", Schedule, step: 0), AllOfThem, weights, exchange, new NoCheckpoints()));
        TestProbe coordinator = CreateTestProbe("coordinator");
        TestProbe node = CreateTestProbe("node");
        coordinator.Send(parameters, new UseCoordinator("run", coordinator));
        node.Send(parameters, new SubscribeToWeights("run"));
        node.ExpectMsg(new WeightsPublished("run", Step: 0));

        Deliver(shard: 1, [0f, 8f]);
        coordinator.ExpectMsg(new ShardsCounted(FirstStep, new ShardRange(0, 1)));
        node.ExpectNoMsg(TimeSpan.Zero);

        Deliver(shard: 0, [4f, 0f]);
        coordinator.ExpectMsg(new ShardsCounted(FirstStep, new ShardRange(0, 0)));
        coordinator.ExpectMsg(new StepApplied(FirstStep, Metrics + Metrics, LearningRate: 1));
        node.ExpectMsg(new WeightsPublished("run", Step: 1));

        // Each weight minus the rate times the mean gradient over four samples.
        Assert.Equal([1f - (4f / 4), 2f - (8f / 4)], weights.Weights.ToArray());

        // A tensor waits in the exchange; the message only names it.
        void Deliver(int shard, float[] gradient)
        {
            GradientComputed message = new(FirstStep, new ShardRange(0, shard), Attempt: 1, Metrics);
            GradientBuffer buffer = exchange.Rent();
            gradient.CopyTo(buffer.Span);
            exchange.Put(message, buffer);
            node.Send(parameters, message);
        }
    }

    // Stands in for the kernels: a worker computes with whatever it is given.
    private sealed class FixedComputer : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work) => new(worker, work, Metrics, Problem: null);
    }
}
// </readme>
