namespace ActorCnn.Training.Configuration.Reading;

/// <summary>Finds what a person probably meant by a misspelled name.</summary>
internal static class NearestName
{
    private const int LongestCompared = 64;

    /// <summary>
    /// The known name with the fewest letters to change, or null when none is near: at most a third of the longer name, at least one.
    /// Case, hyphens and underscores do not count.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string sought = Plain(name);
        if (sought.Length is 0 or > LongestCompared)
        {
            return null;
        }

        return known
            .Select(candidate => (Name: candidate, Distance: Distance(sought, Plain(candidate))))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Max(sought.Length, candidate.Name.Length) / 3))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static string Plain(string name) =>
        name.ToLowerInvariant().Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);

    // Levenshtein's distance: insertions, deletions and replacements of single letters.
    private static int Distance(string a, string b)
    {
        int[] previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] current = new int[b.Length + 1];
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous[^1];
    }
}
