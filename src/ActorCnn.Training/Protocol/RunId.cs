using System.Globalization;

namespace ActorCnn.Training.Protocol;

/// <summary>
/// The id that every message of a run names: a random part and a term, which counts who has coordinated. Whoever takes over begins a
/// higher term under a new id, so that nothing said in an older one is taken for the run's any more (fencing).
/// </summary>
public static class RunId
{
    /// <summary>The term of whoever starts a run.</summary>
    public const long FirstTerm = 1;

    private const char Separator = '.';

    /// <summary>An id that nobody else has.</summary>
    /// <param name="term">One more than that of the coordinator before.</param>
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
