using System.Collections.Immutable;
using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;

namespace ActorCnn.Cluster.Downing;

/// <summary>
/// Looks at the cluster again and again, and removes whom <see cref="DowningState"/> says. While a quarrel lasts it tells its like on the
/// other nodes who has seen the newest state: Akka spreads a state, but not who has seen it, so that each end of a quarrel would take it
/// for a cut and remove the other. Akka spreads who is in doubt as well, but hands out no more than that: not who doubts, which an end tells.
/// </summary>
internal sealed class DowningActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly Comparer<Member> OldestFirst =
        Comparer<Member>.Create((one, other) => one.Equals(other) ? 0 : one.IsOlderThan(other) ? -1 : 1);
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly string _role;
    private readonly long _began = Stopwatch.GetTimestamp();
    private DowningState _state;
    private ImmutableSortedSet<Member> _members = [];

    /// <summary>Creates it; see <see cref="Props"/>.</summary>
    public DowningActor(Akka.Cluster.Cluster cluster, string role, TimeSpan stableAfter)
    {
        (_cluster, _role, _state) = (cluster, role, new DowningState(stableAfter));
        Receive<Look>(_ => _cluster.SendCurrentClusterState(Self));
        Receive<ClusterEvent.CurrentClusterState>(OnState);
        Receive<InTouch>(OnInTouch);
    }

    /// <summary>Set by Akka.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to create it.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="role">The role of those that have a vote.</param>
    /// <param name="stableAfter">See <see cref="DowningState"/>.</param>
    public static Props Props(Akka.Cluster.Cluster cluster, string role, TimeSpan stableAfter) =>
        Akka.Actor.Props.Create(() => new DowningActor(cluster, role, stableAfter));

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Look), Look.Now, BetweenLooks);

    private TimeSpan Now => Stopwatch.GetElapsedTime(_began);

    private void OnState(ClusterEvent.CurrentClusterState state)
    {
        _members = state.Members;
        Sight sight = SightOf(state);
        (_state, ImmutableArray<UniqueAddress> downed) = _state.Observe(sight, Now);
        foreach (UniqueAddress node in downed)
        {
            _cluster.Down(node.Address);
        }

        if (!sight.SeenInDoubt.IsEmpty || !_state.Lasting.IsEmpty)
        {
            TellOthers(new InTouch(Written(sight.SeenInDoubt), Written(_state.Lasting)));
        }
    }

    private void OnInTouch(InTouch told)
    {
        if (_members.FirstOrDefault(member => member.Address.Equals(Sender.Path.Address)) is { } from)
        {
            _state = _state.Hear(from.UniqueAddress, Known(told.Nodes), Known(told.Unheard), Now);
        }
    }

    private static ImmutableArray<string> Written(IEnumerable<UniqueAddress> nodes) => [.. nodes.Select(node => node.Address.ToString())];

    private ImmutableHashSet<UniqueAddress> Known(ImmutableArray<string> nodes) =>
        [.. _members.Where(member => nodes.Contains(member.Address.ToString())).Select(member => member.UniqueAddress)];

    private void TellOthers(InTouch told)
    {
        foreach (Member member in _members.Where(member => !member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)))
        {
            Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements).Tell(told);
        }
    }

    private Sight SightOf(ClusterEvent.CurrentClusterState state) => new(
        _cluster.SelfUniqueAddress,
        [.. state.Members.Order(OldestFirst).Select(member => new Peer(member.UniqueAddress, member.HasRole(_role), StandingOf(member)))],
        [.. state.Unreachable.Select(member => member.UniqueAddress)],
        [.. state.Members.Where(member => !_cluster.FailureDetector.IsAvailable(member.Address)).Select(member => member.UniqueAddress)],
        [.. state.Members.Where(member => state.SeenBy.Contains(member.Address)).Select(member => member.UniqueAddress)]);

    private static Standing StandingOf(Member member) => member.Status switch
    {
        MemberStatus.Joining or MemberStatus.WeaklyUp => Standing.Joining,
        MemberStatus.Up => Standing.Up,
        MemberStatus.Leaving => Standing.Leaving,
        _ => Standing.Gone,
    };

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Now = new();
    }
}
