using System.Text.RegularExpressions;

namespace ActorCnn.Architecture.Tests.Texts;

/// <summary>The README says what the code says.</summary>
public partial class ReadmeTests
{
    private const string Example = "tests/ActorCnn.Training.Tests/Examples/TestAnActorExample.cs";
    private const string Message = "ActorCnn.Training.Protocol.ITrainingMessage";

    private static readonly string Readme = Repository.Read("README.md");
    private static readonly string Architecture = Repository.Read("docs/architecture.md");

    [Fact]
    public void Should_show_the_example_that_is_compiled_and_run()
    {
        string section = Readme[Readme.IndexOf("## Test an actor", StringComparison.Ordinal)..];
        string shown = Between(section, "```csharp\n", "```\n");
        Assert.Equal(ExampleFile.Region(Example, "readme"), shown);
    }

    [Fact]
    public void Should_name_every_message_of_the_protocol()
    {
        string[] messages = [.. CompiledCode.ReadProject("ActorCnn.Training").Types
            .Where(type => type.Interfaces.Any(used => used.InterfaceType.FullName == Message))
            .Select(type => type.Name)];
        Assert.NotEmpty(messages);
        Assert.All(messages, message => Assert.Contains($"`{message}`", Architecture, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_name_every_project()
    {
        Assert.NotEmpty(Repository.SourceProjects);
        Assert.All(Repository.SourceProjects, project => Assert.Contains($"| `{project.Name}` |", Architecture, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_draw_the_same_picture_on_both_pages() =>
        Assert.Equal(Between(Readme, "## How it works\n\n```\n", "```\n"), Between(Architecture, "# How it works\n\n```\n", "```\n"));

    [Fact]
    public void Should_point_only_to_files_that_are_there()
    {
        string[] files = [.. SourcePath().Matches(Readme).Select(match => match.Value).Distinct()];
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Contains(file, Repository.Files));
    }

    [Fact]
    public void Should_link_only_to_sections_that_are_there()
    {
        string[] sections = [.. Heading().Matches(Readme).Select(match => match.Groups[1].Value.ToLowerInvariant().Replace(' ', '-'))];
        string[] links = [.. SectionLink().Matches(Readme).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.Contains(link, sections));
    }

    private static string Between(string text, string start, string end)
    {
        string[] parts = text.Split(start);
        Assert.Equal(2, parts.Length);
        return parts[1][..parts[1].IndexOf(end, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"\b(src|tests|config)/[A-Za-z0-9_./-]+\.(cs|yaml)")]
    private static partial Regex SourcePath();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"\]\(#([^)]+)\)")]
    private static partial Regex SectionLink();
}
