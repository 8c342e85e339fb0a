using System.Text.RegularExpressions;

namespace ActorCnn.Cli.Tests.Documents;

/// <summary>A page of the documentation, and the commands that it asks its reader to type: the lines of its blocks marked <c>sh</c>.</summary>
/// <param name="File">Its path from the repository's root.</param>
/// <param name="Commands">The commands in the page's order, continuation lines joined.</param>
internal sealed partial record DocumentPage(string File, IReadOnlyList<string> Commands)
{
    /// <summary>The front door and all pages behind it.</summary>
    public static IReadOnlyList<string> Files { get; } =
        ["README.md", .. Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md").Select(path => $"docs/{Path.GetFileName(path)}").Order(StringComparer.Ordinal)];

    /// <summary>Reads a page.</summary>
    public static DocumentPage Read(string file)
    {
        string text = System.IO.File.ReadAllText(Path.Combine(RepositoryRoot.Path, file)).Replace("\\\n", "", StringComparison.Ordinal);
        return new DocumentPage(
            file, [.. ShellBlock().Matches(text).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))]);
    }

    [GeneratedRegex(@"^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
