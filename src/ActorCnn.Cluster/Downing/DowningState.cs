using System.Collections.Immutable;
using Akka.Cluster;

namespace ActorCnn.Cluster.Downing;

/// <summary>
/// Who is removed from the cluster when nodes do not hear from each other: a pure function of what one node sees and is told, and when.
/// <list type="bullet">
/// <item>A cut, or a crash: those in doubt do not see what the cluster says any more. It is decided when the same nodes have been in doubt for
/// <see cref="StableAfter"/>: while that changes the cut is not complete. The side with most of the votes goes on and removes
/// the other; of two equal sides the one with the lowest address among the voters. Any other side stops itself. Votes that the other side may
/// have gained or this one lost meanwhile, as nodes join and leave, are counted against this side.</item>
/// <item>A quarrel: a node does not hear from another one, which sees what the cluster says, over others. So it is, for some seconds, when a
/// cut has ended and not all connections are back; waiting settles most. Each quarrel counts its own time, at the end or the ends that know of
/// it, whatever else is in doubt. One that lasts and is not between two with a vote is over for its junior: one without a vote before
/// one with, the younger of two without. The other end removes it, or it stops itself; no third one has a say, so that nobody with a
/// vote ever goes for one without.</item>
/// <item>A quarrel that lasts between two with a vote: either end tells the others, and one node decides, not before the same nodes have
/// been in doubt as long as for a cut. If it is its own, those at its other ends are counted as if they were cut off, so
/// that a quarrel that turns into a cut is not decided twice in different ways: they go, or the node itself. If it is others', the youngest
/// of them goes.</item>
/// </list>
/// Of all nodes in touch one decides about those with a vote: the oldest of them, which has the coordinator's seat. One without a vote may
/// take a quarrel of its own for a cut, and then stops nobody but itself.
/// </summary>
/// <param name="StableAfter">How long the same nodes have been in doubt when a cut is decided.</param>
internal sealed record DowningState(TimeSpan StableAfter)
{
    /// <summary>
    /// How many times as long a quarrel waits, from the silence on: a cut that was too short to be decided takes one of them, and its
    /// connections come back within the others.
    /// </summary>
    public const int QuarrelPatience = 4;

    /// <summary>Those in a quarrel with this node that has lasted: what it has to tell the others. As of the last look.</summary>
    public ImmutableHashSet<UniqueAddress> Lasting { get; private init; } = [];

    private Sight? Last { get; init; }

    private TimeSpan Since { get; init; }

    private ImmutableDictionary<UniqueAddress, TimeSpan> QuarrelsSince { get; init; } = ImmutableDictionary<UniqueAddress, TimeSpan>.Empty;

    private ImmutableDictionary<UniqueAddress, TimeSpan> LastSeen { get; init; } = ImmutableDictionary<UniqueAddress, TimeSpan>.Empty;

    private ImmutableDictionary<(UniqueAddress End, UniqueAddress Other), TimeSpan> LastTold { get; init; } =
        ImmutableDictionary<(UniqueAddress End, UniqueAddress Other), TimeSpan>.Empty;

    /// <summary>What follows from a look at the cluster.</summary>
    /// <param name="sight">What the node sees.</param>
    /// <param name="now">When, on a clock that never goes back; looks come several times in <see cref="StableAfter"/>.</param>
    /// <returns>The state after it, and whom this node removes, itself last.</returns>
    public (DowningState State, ImmutableArray<UniqueAddress> Downed) Observe(Sight sight, TimeSpan now)
    {
        ImmutableDictionary<UniqueAddress, TimeSpan> quarrels =
            sight.Quarrels.ToImmutableDictionary(node => node, node => QuarrelsSince.GetValueOrDefault(node, now));
        DowningState state = this with
        {
            Last = sight,
            Since = Last?.IsAs(sight) == true ? Since : now,
            QuarrelsSince = quarrels,
            Lasting = [.. quarrels.Where(quarrel => now - quarrel.Value >= QuarrelPatience * StableAfter).Select(quarrel => quarrel.Key)],

            // The list of those who have seen the newest state begins anew with each change: one look may miss some.
            LastSeen = Recent(LastSeen, now).SetItems(sight.Seen.Select(node => KeyValuePair.Create(node, now))),
            LastTold = Recent(LastTold, now),
        };
        if (sight.Living.FirstOrDefault(peer => peer.Node.Equals(sight.Self)) is not { } self)
        {
            return (state, []);
        }

        ImmutableArray<UniqueAddress> downed = state.EndQuarrels(sight, self);
        if (downed.IsEmpty && now - state.Since >= StableAfter)
        {
            downed = state.Vote(sight, self);
            state = state with { Since = downed.IsEmpty ? state.Since : now };
        }

        return (state, downed);
    }

    /// <summary>What follows when another node tells what it knows; nodes that this one does not know do no harm.</summary>
    /// <param name="from">Who tells it.</param>
    /// <param name="seen">See <see cref="Sight.SeenInDoubt"/>.</param>
    /// <param name="lasting">See <see cref="Lasting"/>.</param>
    /// <param name="now">As for <see cref="Observe"/>.</param>
    public DowningState Hear(UniqueAddress from, ImmutableHashSet<UniqueAddress> seen, ImmutableHashSet<UniqueAddress> lasting, TimeSpan now) => this with
    {
        LastSeen = LastSeen.SetItems(seen.Select(node => KeyValuePair.Create(node, now))),
        LastTold = LastTold.SetItems(lasting.Select(node => KeyValuePair.Create((from, node), now))),
    };

    private ImmutableDictionary<TKey, TimeSpan> Recent<TKey>(ImmutableDictionary<TKey, TimeSpan> times, TimeSpan now)
        where TKey : notnull => times.RemoveRange(times.Where(item => now - item.Value >= StableAfter).Select(item => item.Key));

    // Both ends come to the same, whether one knows of the quarrel or both.
    private ImmutableArray<UniqueAddress> EndQuarrels(Sight sight, Peer self)
    {
        Peer[] bySeniority = [.. sight.Living.OrderBy(peer => peer.HasVote ? 0 : 1)];
        int rank = Array.IndexOf(bySeniority, self);
        return !self.HasVote && bySeniority[..rank].Any(peer => Lasting.Contains(peer.Node))
            ? [self.Node]
            : [.. bySeniority[rank..].Where(peer => !peer.HasVote && Lasting.Contains(peer.Node)).Select(peer => peer.Node)];
    }

    private ImmutableArray<UniqueAddress> Vote(Sight sight, Peer self)
    {
        ImmutableHashSet<UniqueAddress> cutOff = sight.Doubted.Except(LastSeen.Keys);
        Peer[] side = [.. sight.Living.Where(peer => !cutOff.Contains(peer.Node))];
        bool goesOn = cutOff.IsEmpty || Outvotes(sight, cutOff);
        Peer? acting = side.FirstOrDefault(peer => peer.HasVote && IsCounted(peer));
        if (!self.HasVote || acting is null)
        {
            return goesOn ? [] : [self.Node];
        }

        if (acting != self)
        {
            return [];
        }

        if (!goesOn)
        {
            return [.. side.Where(peer => peer.HasVote).Select(peer => peer.Node).OrderBy(node => node.Equals(self.Node))];
        }

        return cutOff.IsEmpty ? Settle(sight, self.Node) : [.. cutOff];
    }

    // All are voters here. One of which this node has not heard for a shorter time may be the first of a cut: its vote must not be counted yet.
    private ImmutableArray<UniqueAddress> Settle(Sight sight, UniqueAddress self)
    {
        UniqueAddress[] voters = [.. sight.Living.Where(peer => peer.HasVote).Select(peer => peer.Node)];
        ImmutableHashSet<UniqueAddress> own = [.. voters.Where(node => Lasts(node, self) || Lasting.Contains(node))];
        if (!sight.Quarrels.Intersect(voters).IsSubsetOf(own))
        {
            return [];
        }

        if (!own.IsEmpty)
        {
            return Outvotes(sight, own) ? [.. own] : [self];
        }

        return voters.LastOrDefault(node => voters.Any(other => Lasts(node, other))) is { } youngest && Outvotes(sight, [youngest]) ? [youngest] : [];
    }

    private bool Lasts(UniqueAddress one, UniqueAddress other) => LastTold.ContainsKey((one, other)) || LastTold.ContainsKey((other, one));

    private static bool Outvotes(Sight sight, ImmutableHashSet<UniqueAddress> gone)
    {
        Peer[] voters = [.. sight.Living.Where(peer => peer.HasVote)];
        Peer[] here = [.. voters.Where(peer => !gone.Contains(peer.Node))];
        Peer[] there = [.. voters.Where(peer => gone.Contains(peer.Node))];
        return Outweighs(here.Where(IsCounted), there.Count(IsCounted), voters.Where(IsCounted))
            && Outweighs(here.Where(IsUp), there.Length, voters.Where(IsUp));
    }

    private static bool Outweighs(IEnumerable<Peer> here, int there, IEnumerable<Peer> all) =>
        here.Count() > there || (here.Count() == there && all.MinBy(peer => peer.Node) is { } lowest && here.Contains(lowest));

    private static bool IsCounted(Peer peer) => peer.Standing is Standing.Up or Standing.Leaving;

    private static bool IsUp(Peer peer) => peer.Standing == Standing.Up;
}
