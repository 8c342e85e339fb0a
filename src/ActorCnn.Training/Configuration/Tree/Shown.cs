namespace ActorCnn.Training.Configuration.Tree;

/// <summary>Text from a file as messages show it: short, and without characters that would act on a terminal.</summary>
internal static class Shown
{
    private const int Longest = 60;

    /// <summary>At most sixty characters, with control characters replaced.</summary>
    public static string Shorten(string text)
    {
        string start = text.Length <= Longest ? text : string.Concat(text.AsSpan(0, Longest), "…");
        return string.Concat(start.Select(character => char.IsControl(character) ? '?' : character));
    }

    /// <summary>Shortened, in quotes.</summary>
    public static string Quote(string text) => $"'{Shorten(text)}'";
}
