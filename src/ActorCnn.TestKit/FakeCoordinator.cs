using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.TestKit;

/// <summary>
/// Stands in for the coordinator: nodes join it and parameter actors report to it, and it grants only what the test says. Everything that
/// it is sent waits in its <see cref="Probe"/>.
/// </summary>
/// <param name="test">The test that it belongs to.</param>
/// <param name="messages">The run.</param>
public sealed class FakeCoordinator(TestKitBase test, RunMessages messages)
{
    /// <summary>What receives its messages.</summary>
    public TestProbe Probe { get; } = test.CreateTestProbe("coordinator");

    /// <summary>Makes a parameter actor report to it.</summary>
    public void Attach(IActorRef parameters) => Probe.Send(parameters, new UseCoordinator(messages.Run, Probe));

    /// <summary>Waits for a node.</summary>
    /// <returns>The node's actor.</returns>
    public IActorRef ExpectJoin(string node = "node")
    {
        Probe.ExpectMsg<JoinRun>(join => join.Run == messages.Run && join.Node == node);
        return Probe.LastSender;
    }

    /// <summary>Grants ranges to a node; all shards of the pass, if none is given.</summary>
    public void Grant(IActorRef node, Pass pass, params ShardRange[] ranges) => Probe.Send(node, messages.Grant(pass, ranges));

    /// <summary>Waits until a parameter actor has counted a range.</summary>
    public void ExpectCounted(Pass pass, ShardRange range) => Probe.ExpectMsg(new ShardsCounted(pass, range));

    /// <summary>Waits for the update of a step.</summary>
    public StepApplied ExpectApplied(Pass pass) => Probe.ExpectMsg<StepApplied>(applied => applied.Pass == pass);

    /// <summary>Waits for the metrics of a range of test shards.</summary>
    public EvaluationComputed ExpectEvaluated(Pass pass, ShardRange range) =>
        Probe.ExpectMsg<EvaluationComputed>(evaluated => evaluated.Pass == pass && evaluated.Range == range);

    /// <summary>Asks a parameter actor for a checkpoint.</summary>
    public void RequestCheckpoint(IActorRef parameters, RunPosition position) =>
        Probe.Send(parameters, new WriteCheckpoint(messages.Run, position));
}
