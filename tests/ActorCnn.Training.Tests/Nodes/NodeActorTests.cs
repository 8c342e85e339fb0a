using ActorCnn.Networks.Layers;
using ActorCnn.TestKit;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using Akka.Actor;

namespace ActorCnn.Training.Tests.Nodes;

/// <summary>A node between stand-ins for all its partners.</summary>
public class NodeActorTests : TrainingActorTest
{
    private readonly FakeCoordinator _coordinator;
    private readonly FakeParameters _parameters;
    private readonly RunMessages _messages;
    private readonly IActorRef _node;

    public NodeActorTests()
    {
        TrainingJob job = SmallJob.Of(new FlattenLayer(), new DenseLayer(3));
        _messages = new RunMessages { Schedule = job.Schedule };
        (_coordinator, _parameters) = (new FakeCoordinator(this, _messages), new FakeParameters(this, _messages));
        RunMemory memory = new(job);
        NodeReplica replica = job.CreateReplica(memory.Store, memory.Exchange);
        _node = Sys.ActorOf(NodeActor.Props(
            "node", NodeState.Create(_messages.Run, job.Schedule, workers: 1, slices: 1), replica, _coordinator.Probe, [_parameters.Probe],
            index => WorkerActor.Props(index, () => new FixedComputer(_messages), replica.LoadPart)));
        Assert.Equal(_node, _coordinator.ExpectJoin());
        Assert.Equal(_node, _parameters.ExpectSubscription());
    }

    [Fact]
    public void Should_compute_what_it_is_granted_once_the_weights_are_there_and_send_the_sum_to_the_parameters()
    {
        Pass step = _messages.Step(0);
        _coordinator.Grant(_node, step);
        _parameters.Probe.ExpectNoMsg(TimeSpan.Zero);
        _parameters.Publish(_node, step: 0);
        GradientComputed gradient = _parameters.ExpectGradient(step, _messages.All(step));
        Assert.Equal(_messages.Metrics(step, _messages.All(step)), gradient.Metrics);
    }

    [Fact]
    public void Should_send_the_metrics_of_test_samples_to_the_coordinator()
    {
        Pass evaluation = _messages.Evaluation(epoch: 0);
        ShardRange all = _messages.All(evaluation);
        _parameters.Publish(_node, evaluation.Step);
        _coordinator.Grant(_node, evaluation);
        Assert.Equal(_messages.Metrics(evaluation, all), _coordinator.ExpectEvaluated(evaluation, all).Metrics);
    }

    private sealed class FixedComputer(RunMessages messages) : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work) => messages.Computed(work, worker);
    }
}
