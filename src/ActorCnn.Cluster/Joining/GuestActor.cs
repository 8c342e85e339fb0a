using ActorCnn.Cluster.Hosting;
using Akka.Actor;
using Akka.Cluster;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// Brings a node into a run: looks for the coordinator among the cluster's members, says hello until it is answered, has the run prepared,
/// and starts the node's actors. It tells how that ended.
/// </summary>
public sealed class GuestActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan KnockEvery = TimeSpan.FromMilliseconds(300);
    private readonly string _name;
    private readonly int _workers;
    private readonly Func<Welcome, Task<RunParts>> _prepare;
    private readonly TaskCompletionSource<GuestEnd> _end;
    private readonly Action<Welcome> _onWelcome;
    private Address? _coordinator;
    private IActorRef _uplink = ActorRefs.Nobody;
    private bool _isWelcome;

    /// <summary>Creates the guest; see <see cref="Props"/>.</summary>
    public GuestActor(
        string name, int workers, Func<Welcome, Task<RunParts>> prepare, Action<Welcome> onWelcome, TaskCompletionSource<GuestEnd> end)
    {
        (_name, _workers, _prepare, _onWelcome, _end) = (name, workers, prepare, onWelcome, end);
        Receive<Knock>(_ => SayHello());
        Receive<Welcome>(OnWelcome);
        Receive<Refused>(refused => End(new GuestEnd(GuestOutcome.Refused, refused.Reason)));
        Receive<RunOver>(over =>
        {
            End(new GuestEnd(over.Completed ? GuestOutcome.Completed : GuestOutcome.Ended, over.Reason));

            // The coordinator waits until it sees this.
            Context.Stop(Self);
        });
        Receive<Prepared>(OnPrepared);
        Receive<UplinkActor.Leave>(leave => _uplink.Tell(leave));
        Receive<Terminated>(_ => End(new GuestEnd(GuestOutcome.Failed, "the node's actors have stopped")));
    }

    /// <summary>How to create it.</summary>
    /// <param name="name">The node's name, another for each start.</param>
    /// <param name="workers">Its worker actors.</param>
    /// <param name="prepare">Makes ready what the run needs here.</param>
    /// <param name="onWelcome">Is told when the node is let in.</param>
    /// <param name="end">Is told how it ended.</param>
    public static Props Props(
        string name, int workers, Func<Welcome, Task<RunParts>> prepare, Action<Welcome> onWelcome, TaskCompletionSource<GuestEnd> end) =>
        Akka.Actor.Props.Create(() => new GuestActor(name, workers, prepare, onWelcome, end));

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Knock), Knock.Now, TimeSpan.Zero, KnockEvery);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void SayHello()
    {
        Member? member = Akka.Cluster.Cluster.Get(Context.System).State.Members
            .FirstOrDefault(found => found.Status == MemberStatus.Up && found.HasRole(NodeSystem.CoordinatorRole));
        if (member is not null)
        {
            _coordinator = member.Address;
            Context.ActorSelection(new RootActorPath(member.Address) / "user" / DoorActor.Name)
                .Tell(new Hello(Protocol.Version, Protocol.Product, _name, _workers), Self);
        }
    }

    private void OnWelcome(Welcome welcome)
    {
        if (_isWelcome)
        {
            return;
        }

        _isWelcome = true;
        Timers.Cancel(nameof(Knock));
        _onWelcome(welcome);
        _prepare(welcome).PipeTo(Self, success: parts => new Prepared(parts, null), failure: exception => new Prepared(null, exception));
    }

    private void OnPrepared(Prepared prepared)
    {
        if (prepared.Parts is not { } parts)
        {
            Exception problem = prepared.Problem!.GetBaseException();
            End(new GuestEnd(
                problem is Networks.InvalidInputException ? GuestOutcome.Refused : GuestOutcome.Failed,
                problem.Message.ReplaceLineEndings(" ")));
            return;
        }

        _uplink = Context.ActorOf(parts.Uplink(_name, _coordinator!, _workers), "uplink");
        Context.Watch(_uplink);
    }

    private void End(GuestEnd end) => _end.TrySetResult(end);

    private sealed class Knock : INoSerializationVerificationNeeded
    {
        public static readonly Knock Now = new();
    }

    private sealed record Prepared(RunParts? Parts, Exception? Problem) : INoSerializationVerificationNeeded;
}

/// <summary>How a node's part in a run ended.</summary>
public enum GuestOutcome
{
    /// <summary>Every epoch was trained.</summary>
    Completed,

    /// <summary>The run was stopped or failed.</summary>
    Ended,

    /// <summary>The node was not let in: it differs.</summary>
    Refused,

    /// <summary>The node itself failed.</summary>
    Failed,
}

/// <summary>How a node's part in a run ended, and one sentence about it.</summary>
public sealed record GuestEnd(GuestOutcome Outcome, string Reason);
