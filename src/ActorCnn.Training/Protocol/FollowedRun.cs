namespace ActorCnn.Training.Protocol;

/// <summary>
/// The run that a node follows: the decisions by which it comes from one coordinator to the next, and in the end to coordinate itself. It
/// outlives the node's membership in the cluster: a node that joins again must not fall back into a term that it has left. Immutable.
/// </summary>
public sealed record FollowedRun
{
    private FollowedRun()
    {
    }

    /// <summary>No run has been followed yet.</summary>
    public static FollowedRun None { get; } = new();

    /// <summary>The id of the newest run that was followed; null before the first.</summary>
    public string? Run { get; private init; }

    /// <summary>Whether its coordinator is thought to be there; otherwise one is looked for.</summary>
    public bool IsFollowing { get; private init; }

    /// <summary>A coordinator lets the node in.</summary>
    /// <param name="offered">The id of its run.</param>
    /// <returns>The run followed; null when it is already, or when it is of a term that is over.</returns>
    public FollowedRun? Follow(string offered) =>
        Follows(offered) || !RunId.MayFollow(Run, offered) ? null : new FollowedRun { Run = offered, IsFollowing = true };

    /// <summary>The coordinator is lost: another is looked for.</summary>
    public FollowedRun Lose() => this with { IsFollowing = false };

    /// <summary>The term to coordinate in when this node takes over.</summary>
    /// <param name="now">The time.</param>
    public long NextTerm(DateTimeOffset now) => RunId.TermAt(now, Run);

    /// <summary>Whether what is said of a run is said of the one that is followed.</summary>
    /// <param name="run">The id.</param>
    public bool Follows(string run) => IsFollowing && Run == run;
}
