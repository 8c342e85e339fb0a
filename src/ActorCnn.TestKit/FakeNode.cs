using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using Akka.Actor;
using Akka.TestKit;

namespace ActorCnn.TestKit;

/// <summary>
/// Stands in for a node: it joins, takes grants and answers them only when the test says so. Everything that it is sent waits in its
/// <see cref="Probe"/>.
/// </summary>
/// <param name="test">The test that it belongs to.</param>
/// <param name="messages">The run.</param>
/// <param name="name">The node's name, unique in the run.</param>
public sealed class FakeNode(TestKitBase test, RunMessages messages, string name = "node")
{
    /// <summary>What receives its messages.</summary>
    public TestProbe Probe { get; } = test.CreateTestProbe(name);

    /// <summary>Offers workers to a coordinator.</summary>
    public void Join(IActorRef coordinator, int workers = 1) => Probe.Send(coordinator, messages.Join(name, workers));

    /// <summary>Waits for shards of a pass.</summary>
    public GrantShards ExpectGrant(Pass pass) => Probe.ExpectMsg<GrantShards>(grant => grant.Pass == pass);

    /// <summary>Answers a grant of test shards with their metrics.</summary>
    public void Evaluate(IActorRef coordinator, GrantShards grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        foreach (ShardRange range in grant.Ranges)
        {
            Probe.Send(coordinator, messages.Evaluated(grant.Pass, range, grant.Attempt));
        }
    }

    /// <summary>Answers a grant as if a worker had thrown on each of its ranges.</summary>
    public void Fail(IActorRef coordinator, GrantShards grant, string reason)
    {
        ArgumentNullException.ThrowIfNull(grant);
        foreach (ShardRange range in grant.Ranges)
        {
            Probe.Send(coordinator, new ShardsFailed(grant.Pass, range, grant.Attempt, name, reason));
        }
    }

    /// <summary>Asks a parameter actor for every version of the weights, and waits for the one that there is.</summary>
    public void Subscribe(IActorRef parameters, long step = 0)
    {
        Probe.Send(parameters, new SubscribeToWeights(messages.Run));
        ExpectWeights(step);
    }

    /// <summary>Waits for a version of the weights: the number of updates in them.</summary>
    public void ExpectWeights(long step) => Probe.ExpectMsg(new WeightsPublished(messages.Run, step));

    /// <summary>Lays a gradient into the exchange and tells a parameter actor, as a node does with a worker's result.</summary>
    public void Deliver(
        IActorRef parameters, GradientExchange exchange, Pass pass, ShardRange range, ReadOnlySpan<float> gradient, int attempt = 1)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        GradientComputed message = messages.Gradient(pass, range, attempt);
        GradientBuffer buffer = exchange.Rent();
        gradient.CopyTo(buffer.Span);
        exchange.Put(message, buffer);
        Probe.Send(parameters, message);
    }

    /// <summary>Is lost, as when its process is killed.</summary>
    public void Die() => test.Sys.Stop(Probe);
}
