using System.Text.RegularExpressions;

namespace ActorCnn.Architecture.Tests.Texts;

/// <summary>
/// The pages of <c>docs</c> show code that is compiled and run: before each block of C# a comment names its file and region, as
/// <c>&lt;!-- tests/…/File.cs region --&gt;</c>, and before a block of YAML that is a file, the file.
/// </summary>
public partial class DocsTests
{
    public static TheoryData<string> Pages => [.. Repository.Files.Where(file =>
        file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Should_show_the_examples_that_are_compiled_and_run(string page)
    {
        foreach (Match block in Shown().Matches(Repository.Read(page)))
        {
            (string file, string region, string shown) = (block.Groups["file"].Value, block.Groups["region"].Value, block.Groups["text"].Value);
            Assert.Contains(file, Repository.Files);
            Assert.Equal(region.Length == 0 ? Repository.Read(file) : ExampleFile.Region(file, region), shown);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Should_say_of_all_code_where_it_is_from(string page)
    {
        string text = Repository.Read(page);
        Assert.Equal(
            Regex.Count(text, "^```csharp", RegexOptions.Multiline), Shown().Matches(text).Count(block => block.Groups["kind"].Value == "csharp"));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Should_point_only_to_files_that_are_there(string page)
    {
        string folder = Path.GetDirectoryName(page)!;
        IEnumerable<string> linked = Link().Matches(Repository.Read(page)).Select(link =>
            Path.GetRelativePath(Repository.Root, Path.Combine(Repository.Root, folder, link.Groups[1].Value)).Replace('\\', '/'));
        IEnumerable<string> named = SourcePath().Matches(Repository.Read(page)).Select(match => match.Value);
        Assert.All(linked.Concat(named), file => Assert.Contains(file, Repository.Files));
    }

    [GeneratedRegex(@"^<!-- (?<file>\S+)(?: (?<region>\S+))? -->\n```(?<kind>[a-z]+)\n(?<text>.*?)^```\n", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shown();

    [GeneratedRegex(@"\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b(src|tests|config)/[A-Za-z0-9_./-]+\.(cs|yaml)")]
    private static partial Regex SourcePath();
}
