namespace ActorCnn.Dashboard.Looks;

/// <summary>
/// When to look at a network, and for how long. While the run trains, a look takes a core from a worker, and a step waits for its slowest
/// worker: so a look is short, and rests after it for four hundred times as long as it took, by which all looks together slow the training
/// by a quarter of a percent at most. A value that decides by the times it is told; it asks no clock.
/// </summary>
internal sealed record LookPlan
{
    /// <summary>For how many times as long as a look took there is none.</summary>
    public const int RestTimes = 400;

    /// <summary>How long samples are looked at while the run trains.</summary>
    public static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(0.1);

    /// <summary>The least time between two looks while the run trains.</summary>
    public static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(2);

    private (TimeSpan RestUntil, long Step, bool IsWhole) Last { get; init; } = (TimeSpan.Zero, -1, false);

    /// <summary>Whether to look now: never without a page, nor at what was seen; while nobody trains at once, and else after the rest.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isWatched">Whether a page is open.</param>
    /// <param name="isIdle">Whether nobody trains.</param>
    /// <param name="step">Steps that are in the weights.</param>
    public bool IsDue(TimeSpan now, bool isWatched, bool isIdle, long step) =>
        isWatched && (step != Last.Step || (isIdle && !Last.IsWhole)) && (isIdle || now >= Last.RestUntil);

    /// <summary>Whether a look has lasted long enough: while nobody trains it goes on to the last sample.</summary>
    /// <param name="spent">For how long it has looked at samples.</param>
    /// <param name="isIdle">Whether nobody trains.</param>
    public static bool IsEnough(TimeSpan spent, bool isIdle) => !isIdle && spent >= LongestLook;

    /// <summary>The plan after a look.</summary>
    /// <param name="ended">When it ended.</param>
    /// <param name="cost">What it took of the training's time: zero when nobody trained.</param>
    /// <param name="step">Steps that were in the weights.</param>
    /// <param name="isWhole">Whether it has seen all samples.</param>
    public LookPlan After(TimeSpan ended, TimeSpan cost, long step, bool isWhole)
    {
        TimeSpan rest = RestTimes * cost;
        return this with { Last = (ended + (rest > LeastRest ? rest : LeastRest), step, isWhole) };
    }
}
