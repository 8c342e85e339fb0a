using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.TestKit;

/// <summary>
/// Stands in for the parameter actor: nodes subscribe to it and send it gradients, and it publishes and counts only what the test says.
/// Everything that it is sent waits in its <see cref="Probe"/>.
/// </summary>
/// <param name="test">The test that it belongs to.</param>
/// <param name="messages">The run.</param>
public sealed class FakeParameters(TestKitBase test, RunMessages messages)
{
    /// <summary>What receives its messages.</summary>
    public TestProbe Probe { get; } = test.CreateTestProbe("parameters");

    /// <summary>Waits for a node that wants the weights.</summary>
    /// <returns>The node's actor.</returns>
    public IActorRef ExpectSubscription()
    {
        Probe.ExpectMsg<SubscribeToWeights>(subscribe => subscribe.Run == messages.Run);
        return Probe.LastSender;
    }

    /// <summary>Tells a node that the weights after a number of updates can be read.</summary>
    public void Publish(IActorRef node, long step) => Probe.Send(node, new WeightsPublished(messages.Run, step));

    /// <summary>Waits for the sum of a range's gradients.</summary>
    public GradientComputed ExpectGradient(Pass pass, ShardRange range) =>
        Probe.ExpectMsg<GradientComputed>(gradient => gradient.Pass == pass && gradient.Range == range);

    /// <summary>Tells a coordinator that a step was made, with the metrics of all its shards.</summary>
    public void Apply(IActorRef coordinator, Pass pass, double learningRate = 0.1) =>
        Probe.Send(coordinator, new StepApplied(pass, messages.Metrics(pass, messages.All(pass)), learningRate));
}
