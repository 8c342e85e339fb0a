using System.Xml.Linq;

namespace ActorCnn.Architecture.Tests.Texts;

/// <summary>One place for versions, and no project that is less strict than the others.</summary>
public class BuildSettingsTests
{
    private static readonly string[] ProjectFiles = [.. Repository.Files.Where(Repository.IsProject)];

    public static TheoryData<string> Projects => [.. ProjectFiles];

    [Theory]
    [InlineData("Nullable", "enable")]
    [InlineData("TreatWarningsAsErrors", "true")]
    [InlineData("EnforceCodeStyleInBuild", "true")]
    [InlineData("AnalysisLevel", "latest-recommended")]
    [InlineData("GenerateDocumentationFile", "true")]
    public void Should_be_strict_everywhere(string setting, string value)
    {
        Assert.Equal([value], Settings("Directory.Build.props", setting));
        Assert.All(ProjectFiles, file => Assert.Empty(Settings(file, setting)));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Should_silence_no_warning_for_a_whole_project(string file) =>
        Assert.Empty(Settings(file, "NoWarn").Concat(Settings(file, "WarningsNotAsErrors")));

    [Theory]
    [MemberData(nameof(Projects))]
    public void Should_leave_versions_to_the_central_file(string file)
    {
        IEnumerable<XElement> packages = XElement.Parse(Repository.Read(file)).Descendants("PackageReference");
        Assert.DoesNotContain(packages, package => package.Attributes().Select(attribute => attribute.Name.LocalName)
            .Concat(package.Elements().Select(element => element.Name.LocalName))
            .Any(name => name is "Version" or "VersionOverride"));
    }

    [Fact]
    public void Should_build_every_project_with_the_solution()
    {
        string solution = Repository.Read("ActorCnn.sln").Replace('\\', '/');

        // Benchmarks are run by hand: outside the solution they cost no build and no test any time.
        Assert.All(
            ProjectFiles.Where(file => !file.StartsWith("tests/ActorCnn.Benchmarks", StringComparison.Ordinal)),
            file => Assert.Contains(file, solution, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Settings(string file, string name) =>
        XElement.Parse(Repository.Read(file)).Descendants(name).Select(element => element.Value);
}
