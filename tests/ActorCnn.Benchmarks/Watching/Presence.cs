namespace ActorCnn.Benchmarks.Watching;

/// <summary>How much of a dashboard there is.</summary>
internal enum Presence
{
    /// <summary>It is told nothing, and asks nothing; it only listens.</summary>
    Absent,

    /// <summary>It is told what happens, and no page is open.</summary>
    Unwatched,

    /// <summary>A page is open.</summary>
    Open,
}
