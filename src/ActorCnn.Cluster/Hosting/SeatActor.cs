using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// The cluster's singleton. It lives on one member at a time, the oldest that has the coordinator's role; the actors that coordinate a run
/// are its children, so that they are gone when it is.
/// </summary>
internal sealed class SeatActor : ReceiveActor
{
    /// <summary>The name of the manager below the user guardian.</summary>
    public const string ManagerName = "coordinator";

    private const string Name = "seat";

    // Between the removal of a member and its successor's start: a node that was removed without its knowing has as long to notice.
    private static readonly TimeSpan RemovalMargin = TimeSpan.FromSeconds(3);
    private readonly TaskCompletionSource<IActorRef> _taken;
    private readonly TaskCompletionSource _lost;

    public SeatActor(TaskCompletionSource<IActorRef> taken, TaskCompletionSource lost)
    {
        (_taken, _lost) = (taken, lost);
        Receive<Host>(host => Sender.Tell(Context.ActorOf(host.Props, host.Name)));
    }

    /// <summary>How to create the manager that creates the seat here when it is this node's turn.</summary>
    /// <param name="settings">The singleton's settings of the node.</param>
    /// <param name="taken">Is given the seat once it is taken here.</param>
    /// <param name="lost">Is told when it is lost again.</param>
    public static Props ManagerProps(
        ClusterSingletonManagerSettings settings, TaskCompletionSource<IActorRef> taken, TaskCompletionSource lost) =>
        ClusterSingletonManager.Props(
            Akka.Actor.Props.Create(() => new SeatActor(taken, lost)),
            PoisonPill.Instance,
            settings.WithSingletonName(Name).WithRole(NodeSystem.CoordinatorRole).WithRemovalMargin(RemovalMargin));

    /// <summary>Where the actors of a seat are found.</summary>
    /// <param name="node">The node that has the seat.</param>
    public static ActorPath PathAt(Address node) => new RootActorPath(node) / "user" / ManagerName / Name;

    protected override void PreStart() => _taken.TrySetResult(Self);

    protected override void PostStop() => _lost.TrySetResult();

    /// <summary>Asks for a child; the answer is its reference.</summary>
    public sealed record Host(Props Props, string Name) : INoSerializationVerificationNeeded;
}
