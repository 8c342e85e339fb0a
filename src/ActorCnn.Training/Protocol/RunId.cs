using System.Globalization;

namespace ActorCnn.Training.Protocol;

/// <summary>
/// The id that every message of a run names: a random part and a term, which puts those who have coordinated in order. Whoever takes over
/// begins a higher term under a new id, so that nothing said in an older one is taken for the run's any more (fencing).
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
    public static string Create(long term = FirstTerm) =>
        string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}{Separator}{term}");

    /// <summary>The term in an id; zero, which is older than any, when it has none.</summary>
    public static long TermOf(string run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return long.TryParse(
            run.AsSpan(run.LastIndexOf(Separator) + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long term)
            && run.Contains(Separator, StringComparison.Ordinal) ? term : 0;
    }

    /// <summary>Whether a node that has followed one run may follow another: only into a later term, or where it has been.</summary>
    /// <param name="followed">The id that it has followed; null when none.</param>
    /// <param name="offered">The id that it is offered.</param>
    public static bool MayFollow(string? followed, string offered) =>
        followed is null || followed == offered || TermOf(offered) > TermOf(followed);
}
