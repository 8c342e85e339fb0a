using System.Collections.Immutable;
using Akka.Cluster;

namespace ActorCnn.Cluster.Downing;

/// <summary>
/// Who is removed from the cluster when nodes do not hear from each other: a pure function of what one node sees, and when. Nothing is
/// decided before the same nodes have been in doubt for a while, which differs by what has happened.
/// <list type="bullet">
/// <item>A cut, or a crash: those in doubt do not see what the cluster says any more. The side with most of the votes goes on and removes
/// the other; of two equal sides the one with the lowest address among the voters. Any other side stops itself. Votes that the other side may
/// have gained or this one lost meanwhile, as nodes join and leave, are counted against this side.</item>
/// <item>A quarrel: a node is said to be silent, but sees what the cluster says, over another one. So it is, for some seconds, when a cut has
/// ended and not all connections are back; waiting settles most. When it lasts, those that the acting node does not hear from itself are
/// removed as if the cut between them were complete: the same count, so that a quarrel that turns into a cut is not decided twice. It stops
/// itself when that count goes against it; never for a node without a vote. When others quarrel with each other, one goes at a time:
/// one without a vote before one with, the youngest first.</item>
/// </list>
/// Of all nodes in touch one acts: the oldest with a vote, which has the coordinator's seat. A node without a vote decides about nobody but
/// itself, since it may take a quarrel of its own for a cut: it stops when its side does, or when its quarrel with one that has a vote lasts.
/// </summary>
/// <param name="StableAfter">How long the same nodes have been in doubt when a cut is decided.</param>
internal sealed record DowningState(TimeSpan StableAfter)
{
    /// <summary>How many times as long a quarrel waits: the connections of a cut that was too short to be decided come back within that.</summary>
    public const int QuarrelPatience = 3;

    private Sight? Last { get; init; }

    private TimeSpan Since { get; init; }

    private ImmutableDictionary<UniqueAddress, TimeSpan> LastSeen { get; init; } = ImmutableDictionary<UniqueAddress, TimeSpan>.Empty;

    /// <summary>What follows from a look at the cluster.</summary>
    /// <param name="sight">What the node sees.</param>
    /// <param name="now">When, on a clock that never goes back; looks come several times in <see cref="StableAfter"/>.</param>
    /// <returns>The state after it, and whom this node removes, itself last.</returns>
    public (DowningState State, ImmutableArray<UniqueAddress> Downed) Observe(Sight sight, TimeSpan now)
    {
        // The list of those who have seen the newest state begins anew with each change: one look may miss some.
        ImmutableDictionary<UniqueAddress, TimeSpan> lastSeen = LastSeen
            .RemoveRange(LastSeen.Where(seen => now - seen.Value >= StableAfter).Select(seen => seen.Key))
            .SetItems(sight.Seen.Select(node => KeyValuePair.Create(node, now)));
        TimeSpan since = Last?.IsAs(sight) == true ? Since : now;
        ImmutableArray<UniqueAddress> downed = now - since < StableAfter || sight.Doubted.IsEmpty
            ? []
            : Decide(sight, sight.Doubted.Except(lastSeen.Keys), waits: (int)((now - since) / StableAfter));
        return (this with { Last = sight, LastSeen = lastSeen, Since = downed.IsEmpty ? since : now }, downed);
    }

    /// <summary>What follows when another node tells whom it knows to be in touch.</summary>
    /// <param name="seen">See <see cref="Sight.SeenInDoubt"/>; nodes that this one does not know do no harm.</param>
    /// <param name="now">As for <see cref="Observe"/>.</param>
    public DowningState Hear(ImmutableHashSet<UniqueAddress> seen, TimeSpan now) =>
        this with { LastSeen = LastSeen.SetItems(seen.Select(node => KeyValuePair.Create(node, now))) };

    private static ImmutableArray<UniqueAddress> Decide(Sight sight, ImmutableHashSet<UniqueAddress> cutOff, int waits)
    {
        Peer[] side = [.. sight.Members.Where(peer => peer.Standing != Standing.Gone && !cutOff.Contains(peer.Node))];
        if (side.FirstOrDefault(peer => peer.Node.Equals(sight.Self)) is not { } self)
        {
            return [];
        }

        bool goesOn = cutOff.IsEmpty || Outvotes(sight, cutOff);
        Peer? acting = side.FirstOrDefault(peer => peer.HasVote && IsCounted(peer));
        if (!self.HasVote || acting is null)
        {
            return goesOn && !HasToYield(sight, waits) ? [] : [self.Node];
        }

        if (acting != self)
        {
            return [];
        }

        if (!goesOn)
        {
            return [.. side.Where(peer => peer.HasVote).Select(peer => peer.Node).OrderBy(node => node.Equals(self.Node))];
        }

        return cutOff.IsEmpty ? Settle(sight, waits) : [.. cutOff];
    }

    private static bool HasToYield(Sight sight, int waits) =>
        waits >= QuarrelPatience && sight.Members.Any(peer => peer.HasVote && sight.Quarrels.Contains(peer.Node));

    // The acting node does not see who doubts one that has a vote: one without, if it is that, has the time of another wait to yield.
    private static ImmutableArray<UniqueAddress> Settle(Sight sight, int waits)
    {
        if (!sight.Quarrels.IsEmpty)
        {
            return waits < QuarrelPatience ? [] : Outvotes(sight, sight.Quarrels) ? [.. sight.Quarrels] : [sight.Self];
        }

        Peer first = sight.Members.Reverse().Where(peer => sight.Doubted.Contains(peer.Node)).MinBy(peer => peer.HasVote ? 1 : 0)!;
        return waits >= QuarrelPatience + (first.HasVote ? 1 : 0) && Outvotes(sight, [first.Node]) ? [first.Node] : [];
    }

    private static bool Outvotes(Sight sight, ImmutableHashSet<UniqueAddress> gone)
    {
        Peer[] voters = [.. sight.Members.Where(peer => peer.HasVote && peer.Standing != Standing.Gone)];
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
