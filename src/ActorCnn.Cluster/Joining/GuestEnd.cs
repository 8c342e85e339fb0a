using ActorCnn.Cluster.Hosting;

namespace ActorCnn.Cluster.Joining;

/// <summary>How a node's part in a run ended, and one sentence about it.</summary>
public sealed record GuestEnd(GuestOutcome Outcome, string Reason)
{
    /// <summary>From where it coordinates when it takes over; otherwise null.</summary>
    public CoordinatorSeat? Seat { get; init; }
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

    /// <summary>The coordinator was lost, and this node coordinates from now on.</summary>
    TakesOver,
}
