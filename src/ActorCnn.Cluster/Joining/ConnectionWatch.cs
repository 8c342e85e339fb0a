using ActorCnn.Training.Coordination;
using Akka.Actor;
using Akka.Remote;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// Tells the run as soon as a connection breaks, long before the cluster is sure that the node is gone: its shards go to others at once,
/// and if it lives it joins again within a second.
/// </summary>
internal sealed class ConnectionWatch : ReceiveActor
{
    private readonly ICanTell _run;

    public ConnectionWatch(ICanTell run)
    {
        _run = run;
        Receive<DisassociatedEvent>(broken => _run.Tell(new AddressLost(broken.RemoteAddress), Self));
    }

    public static Props Props(ICanTell run) => Akka.Actor.Props.Create(() => new ConnectionWatch(run));

    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
}
