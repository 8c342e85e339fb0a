using System.Globalization;

namespace ActorCnn.Training.Protocol;

/// <summary>
/// The id that every message of a run names: a random part, a term, which puts those who have coordinated in order, and a placement, which
/// counts how often that one has placed the slices of the parameters anew. Whoever takes over begins a higher term, and who places anew a
/// higher placement, under a new id, so that nothing said in an older one is taken for the run's any more (fencing).
/// </summary>
public static class RunId
{
    /// <summary>The lowest term: that of a run which stays in one process.</summary>
    public const long FirstTerm = 1;

    private const char Separator = '.';

    /// <summary>The term of whoever begins to coordinate, or takes over.</summary>
    /// <param name="now">The time; a clock that is a few seconds off does no harm.</param>
    /// <param name="followed">The newest run that this node has followed; null when none.</param>
    /// <returns>
    /// The milliseconds since 1970, or one more than the term followed where that is higher. To count on from the term followed is not
    /// enough: a node that missed the newest coordinator would begin a second term of the same number, and those who have followed the
    /// first would refuse it for good.
    /// </returns>
    public static long TermAt(DateTimeOffset now, string? followed = null) =>
        Math.Max(now.ToUnixTimeMilliseconds(), followed is null ? FirstTerm : TermOf(followed) + 1);

    /// <summary>An id that nobody else has.</summary>
    /// <param name="term">Higher than that of every coordinator before.</param>
    /// <param name="placement">How often the coordinator has placed the slices before.</param>
    public static string Create(long term = FirstTerm, int placement = 0) =>
        string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}{Separator}{term}{Separator}{placement}");

    /// <summary>The term in an id; zero, which is older than any, when it has none.</summary>
    public static long TermOf(string run) => AgeOf(run).Term;

    /// <summary>Whether a node that has followed one run may follow another: only into a later term or placement, or where it has been.</summary>
    /// <param name="followed">The id that it has followed; null when none.</param>
    /// <param name="offered">The id that it is offered.</param>
    public static bool MayFollow(string? followed, string offered) =>
        followed is null || followed == offered || AgeOf(offered).CompareTo(AgeOf(followed)) > 0;

    private static (long Term, int Placement) AgeOf(string run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Split(Separator) is [_, string first, string second]
            && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out long term)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int placement)
            ? (term, placement)
            : default;
    }
}
