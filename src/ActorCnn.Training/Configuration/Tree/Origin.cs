namespace ActorCnn.Training.Configuration.Tree;

/// <summary>Where a setting was written: a line of a file, or an override on the command line.</summary>
/// <param name="Where">As <c>seed.yaml:7</c> or <c>--set seed=x</c>.</param>
/// <param name="Order">Sorts mistakes: the line in a file, then overrides in their order.</param>
/// <param name="Path">The dotted path that an override already names; null for a file.</param>
internal readonly record struct Origin(string Where, long Order, string? Path)
{
    /// <summary>A line of a file, from one.</summary>
    public static Origin Line(string sourceName, long line) => new($"{sourceName}:{line}", line, null);

    /// <summary>An override, by its position among the overrides.</summary>
    public static Origin Override(string text, int position, string? path) =>
        new($"--set {Shown.Shorten(text)}", (1L << 32) + position, path);

    /// <summary>The place of a setting as a message begins with it: an override that names the setting need not say it twice.</summary>
    public string At(string path) => path.Length == 0 || path == Path ? Where : $"{Where}: {path}";
}
