using System.Collections.Immutable;
using Akka.Cluster;

namespace ActorCnn.Cluster.Downing;

/// <summary>How far a member has come.</summary>
internal enum Standing
{
    /// <summary>Not counted by anybody yet; the other side of a cut may count it.</summary>
    Joining,

    /// <summary>A member.</summary>
    Up,

    /// <summary>Leaves in order; the other side of a cut may have seen it go.</summary>
    Leaving,

    /// <summary>Exiting or downed: it is being removed already.</summary>
    Gone,
}

/// <summary>A member of the cluster.</summary>
/// <param name="Node">Which.</param>
/// <param name="HasVote">Whether it is counted when the cluster is cut: it may coordinate.</param>
/// <param name="Standing">How far it has come.</param>
internal sealed record Peer(UniqueAddress Node, bool HasVote, Standing Standing);

/// <summary>What a node knows of the cluster at one moment.</summary>
/// <param name="Self">The node.</param>
/// <param name="Members">All, itself among them, the oldest first.</param>
/// <param name="Unreachable">Those of whom anybody says that he does not hear from them; never itself.</param>
/// <param name="Silent">Those that the node itself does not hear from.</param>
/// <param name="Seen">
/// Those that are known to have seen the newest state of the cluster. Of those that the node does not hear from itself it may know nothing:
/// nodes that have the same state do not tell each other who else has seen it.
/// </param>
internal sealed record Sight(
    UniqueAddress Self,
    ImmutableArray<Peer> Members,
    ImmutableHashSet<UniqueAddress> Unreachable,
    ImmutableHashSet<UniqueAddress> Silent,
    ImmutableHashSet<UniqueAddress> Seen)
{
    /// <summary>The members that nobody has removed yet, the oldest first.</summary>
    public IEnumerable<Peer> Living => Members.Where(peer => peer.Standing != Standing.Gone);

    /// <summary>The unreachable that nobody has removed yet.</summary>
    public ImmutableHashSet<UniqueAddress> Doubted { get; } =
        [.. Members.Where(peer => peer.Standing != Standing.Gone && Unreachable.Contains(peer.Node)).Select(peer => peer.Node)];

    /// <summary>Those in doubt that the node itself does not hear from.</summary>
    public ImmutableHashSet<UniqueAddress> Quarrels => Doubted.Intersect(Silent);

    /// <summary>Those in doubt that have seen the newest state all the same: what those in a quarrel with them may not know.</summary>
    public ImmutableHashSet<UniqueAddress> SeenInDoubt => Doubted.Intersect(Seen);

    /// <summary>Whether the same nodes are in doubt, and the same have a vote, as at another moment.</summary>
    public bool IsAs(Sight other) => Doubted.SetEquals(other.Doubted) && Voters.SequenceEqual(other.Voters);

    private IEnumerable<Peer> Voters => Members.Where(peer => peer.HasVote);
}
