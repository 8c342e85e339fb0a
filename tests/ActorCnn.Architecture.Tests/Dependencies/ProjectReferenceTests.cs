namespace ActorCnn.Architecture.Tests.Dependencies;

/// <summary>The direction of dependencies between projects, in the project files and in what the compiler made of them.</summary>
public class ProjectReferenceTests
{
    public static TheoryData<string> Projects => [.. Repository.SourceProjects.Select(project => project.Name)];

    [Fact]
    public void Should_know_every_project()
    {
        Assert.NotEmpty(Repository.SourceProjects);
        Assert.DoesNotContain(Repository.SourceProjects, project => !ProjectTable.Projects.ContainsKey(project.Name));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Should_reference_only_what_the_table_allows(string name)
    {
        Project project = Find(name);
        Assert.All(project.ProjectReferences, reference => Assert.Contains(reference, ProjectTable.Projects.Keys));
        Assert.Empty(ProjectTable.Forbidden(name, [.. project.ProjectReferences, .. project.PackageReferences]));
    }

    // A package that comes with another is not in the project file; the compiled assembly names all that it uses.
    [Theory]
    [MemberData(nameof(Projects))]
    public void Should_be_compiled_against_only_what_the_table_allows(string name)
    {
        string path = Find(name).AssemblyPath;
        Assert.True(File.Exists(path), $"{name} is not built with this test; reference it from ActorCnn.Architecture.Tests.csproj");
        string[] references = [.. CompiledCode.Read(path).AssemblyReferences.Select(reference => reference.Name)];
        Assert.Contains("System.Runtime", references);
        Assert.Empty(ProjectTable.Forbidden(name, references));
    }

    [Theory]
    [InlineData("ActorCnn.Networks", "ActorCnn.Data")]
    [InlineData("ActorCnn.Data", "Akka.Streams")]
    [InlineData("ActorCnn.Training", "System.Console")]
    [InlineData("ActorCnn.Training", "MathNet.Numerics")]
    [InlineData("ActorCnn.Formats", "ActorCnn.Training")]
    [InlineData("ActorCnn.Cluster", "Microsoft.AspNetCore.App")]
    [InlineData("ActorCnn.Cli", "YamlDotNet")]
    public void Should_notice_a_reference_in_the_wrong_direction(string project, string reference) =>
        Assert.Equal([reference], ProjectTable.Forbidden(project, ["System.Runtime", reference]));

    private static Project Find(string name) => Repository.SourceProjects.Single(project => project.Name == name);
}
