using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Protocol;
using Akka.Actor;
using Akka.Cluster;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// Brings a node into a run: says hello to whoever may coordinate until one answers, has the run prepared, and starts the node's actors.
/// When the cluster has lost the coordinator it looks for the next one, and follows it into its term, never back into an older one. It
/// tells how that ended.
/// </summary>
public sealed class GuestActor : ReceiveActor, IWithTimers
{
    private const int MostFailures = 3;
    private static readonly TimeSpan KnockEvery = TimeSpan.FromMilliseconds(300);
    private readonly Guest _guest;
    private readonly TaskCompletionSource<GuestEnd> _end;
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private FollowedRun _followed;
    private int _failures;
    private Address? _coordinator;
    private RunParts? _parts;
    private IActorRef _uplink = ActorRefs.Nobody;
    private CheckpointOffered? _offered;
    private bool _isKeeping;
    private bool _isLeaving;
    private IActorRef _leaver = ActorRefs.Nobody;

    /// <summary>Creates the guest; see <see cref="Props"/>.</summary>
    public GuestActor(Guest guest, TaskCompletionSource<GuestEnd> end)
    {
        ArgumentNullException.ThrowIfNull(guest);
        (_guest, _end, _followed) = (guest, end, guest.Followed);
        Receive<Knock>(_ => SayHello());
        Receive<GiveUp>(_ => End(_guest.NoAnswer()));
        Receive<Welcome>(OnWelcome);
        Receive<Refused>(refused => End(new GuestEnd(GuestOutcome.Refused, refused.Reason)));
        Receive<RunOver>(OnOver);
        Receive<Prepared>(OnPrepared);
        Receive<CheckpointOffered>(OnOffered);
        Receive<Kept>(OnKept);
        Receive<ClusterEvent.IMemberEvent>(OnMember);
        Receive<UplinkActor.Leave>(OnLeave);
        Receive<UplinkActor.Left>(left => _leaver.Tell(left));
        Receive<Terminated>(terminated =>
        {
            if (terminated.ActorRef.Equals(_uplink))
            {
                End(new GuestEnd(GuestOutcome.Failed, "the node's actors have stopped"));
            }
        });
    }

    /// <summary>How to create it.</summary>
    /// <param name="guest">What the node brings.</param>
    /// <param name="end">Is told how it ended.</param>
    public static Props Props(Guest guest, TaskCompletionSource<GuestEnd> end) => Akka.Actor.Props.Create(() => new GuestActor(guest, end));

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IMemberEvent));
        LookForCoordinator();
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _cluster.Unsubscribe(Self);
        DropParts();
    }

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void LookForCoordinator()
    {
        _followed = _followed.Lose();
        Timers.StartPeriodicTimer(nameof(Knock), Knock.Now, TimeSpan.Zero, KnockEvery);
        Timers.StartSingleTimer(nameof(GiveUp), GiveUp.Now, _guest.Patience);
    }

    // Of those who may coordinate only the one who does has a door.
    private void SayHello()
    {
        Hello hello = new(Protocol.Version, Protocol.Product, _guest.Name, _guest.Workers, _guest.Keep is not null);
        foreach (Member member in _cluster.State.Members)
        {
            if (member.Status == MemberStatus.Up && member.HasRole(NodeSystem.CoordinatorRole) && member.Address != _cluster.SelfAddress)
            {
                Context.ActorSelection(SeatActor.PathAt(member.Address) / DoorActor.Name).Tell(hello, Self);
            }
        }
    }

    private void OnWelcome(Welcome welcome)
    {
        // One that the cluster has removed may have let it in before: nobody would tell of its loss again.
        if (_isLeaving)
        {
            // The slices of the parameters are placed anew, without this node.
            _leaver.Tell(UplinkActor.Left.Now);
            return;
        }

        if (!_cluster.State.Members.Any(member => member.Address == Sender.Path.Address)
            || _followed.Follow(welcome.Run) is not { } followed)
        {
            return;
        }

        if (_followed.IsFollowing)
        {
            // The slices of the parameters are placed anew, and with them all of the run's actors.
            DropParts();
        }

        (_followed, _coordinator) = (followed, Sender.Path.Address);
        Timers.CancelAll();
        _guest.Prepare(welcome).PipeTo(
            Self,
            success: parts => new Prepared(welcome.Run, parts, null),
            failure: exception => new Prepared(welcome.Run, null, exception));
    }

    private void OnLeave(UplinkActor.Leave leave)
    {
        (_isLeaving, _leaver) = (true, Sender);
        if (_uplink.IsNobody())
        {
            _leaver.Tell(UplinkActor.Left.Now);
        }

        _uplink.Tell(leave);
    }

    private void OnPrepared(Prepared prepared)
    {
        if (!_followed.Follows(prepared.Run))
        {
            _ = prepared.Parts?.DisposeAsync().AsTask();
            return;
        }

        if (prepared.Parts is not { } parts)
        {
            OnNotPrepared(prepared.Problem!.GetBaseException());
            return;
        }

        (_failures, _parts) = (0, parts);
        _uplink = Context.ActorOf(parts.Uplink(_guest.Name, _coordinator!, _guest.Workers));
        Context.Watch(_uplink);
        KeepOffered();
    }

    // The coordinator may have been lost just then: it is looked for again before that is a failure.
    private void OnNotPrepared(Exception problem)
    {
        if (problem is Networks.InvalidInputException || ++_failures == MostFailures)
        {
            End(new GuestEnd(
                problem is Networks.InvalidInputException ? GuestOutcome.Refused : GuestOutcome.Failed,
                problem.Message.ReplaceLineEndings(" ")));
        }
        else
        {
            LookForCoordinator();
        }
    }

    private void OnMember(ClusterEvent.IMemberEvent happened)
    {
        if (happened is ClusterEvent.MemberUp && happened.Member.HasRole(NodeSystem.CoordinatorRole) && happened.Member.Address != _cluster.SelfAddress)
        {
            _guest.Met(happened.Member.Address);
        }

        if (_followed.IsFollowing && happened is ClusterEvent.MemberDowned or ClusterEvent.MemberRemoved && happened.Member.Address == _coordinator)
        {
            _guest.Log("the coordinator was lost; another node with its role takes over");
            DropParts();
            LookForCoordinator();
            _leaver.Tell(UplinkActor.Left.Now);
        }
    }

    private void OnOver(RunOver over)
    {
        if (_followed.Run is null || over.Run == _followed.Run)
        {
            End(new GuestEnd(over.Completed ? GuestOutcome.Completed : GuestOutcome.Ended, over.Reason));

            // The coordinator waits until it sees this.
            Context.Stop(Self);
        }
    }

    private void OnOffered(CheckpointOffered offered)
    {
        if (_followed.Follows(offered.Run) && _guest.Keep is not null)
        {
            _offered = offered;
            KeepOffered();
        }
    }

    private void KeepOffered()
    {
        if (_offered is { } offered && _parts is { } parts && !_isKeeping)
        {
            (_offered, _isKeeping) = (null, true);
            _guest.Keep!(parts, offered).PipeTo(
                Self, success: () => new Kept(offered.Step, null), failure: exception => new Kept(offered.Step, exception));
        }
    }

    private void OnKept(Kept kept)
    {
        _isKeeping = false;
        if (kept.Problem is { } problem && _offered is null && _followed.IsFollowing)
        {
            _guest.Log(
                $"no copy of the checkpoint after step {kept.Step}, the one before is whole: {problem.GetBaseException().Message.ReplaceLineEndings(" ")}");
        }

        KeepOffered();
    }

    private void DropParts()
    {
        Context.Unwatch(_uplink);
        Context.Stop(_uplink);
        _uplink = ActorRefs.Nobody;
        _ = _parts?.DisposeAsync().AsTask();
        (_parts, _offered) = (null, null);
    }

    private void End(GuestEnd end) => _end.TrySetResult(end);

    private sealed class Knock : INoSerializationVerificationNeeded
    {
        public static readonly Knock Now = new();
    }

    private sealed class GiveUp : INoSerializationVerificationNeeded
    {
        public static readonly GiveUp Now = new();
    }

    private sealed record Prepared(string Run, RunParts? Parts, Exception? Problem) : INoSerializationVerificationNeeded;

    private sealed record Kept(long Step, Exception? Problem) : INoSerializationVerificationNeeded;
}
