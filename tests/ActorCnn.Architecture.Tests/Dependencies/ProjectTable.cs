namespace ActorCnn.Architecture.Tests.Dependencies;

/// <summary>Who may use what: each project only those above it, never below, and some packages in their own place alone.</summary>
internal static class ProjectTable
{
    private const string Networks = "ActorCnn.Networks";
    private const string Data = "ActorCnn.Data";
    private const string Training = "ActorCnn.Training";
    private const string Cluster = "ActorCnn.Cluster";
    private const string Formats = "ActorCnn.Formats";
    private const string Reports = "ActorCnn.Reports";
    private const string Web = "ActorCnn.Web";
    private const string Monitoring = "ActorCnn.Monitoring";
    private const string Hosting = "ActorCnn.Hosting";
    private const string TestKit = "ActorCnn.TestKit";
    private const string Dashboard = "ActorCnn.Dashboard";
    private const string Cli = "ActorCnn.Cli";

    /// <summary>The projects that each project may reference. One that is not here may not exist.</summary>
    public static IReadOnlyDictionary<string, string[]> Projects { get; } = new Dictionary<string, string[]>
    {
        [Networks] = [],
        [Data] = [Networks],
        [Training] = [Networks, Data],
        [Cluster] = [Networks, Data, Training],
        [Formats] = [Networks],
        [Reports] = [Networks, Data, Training],
        [Web] = [Networks],
        [Monitoring] = [Networks, Training, Web],
        [Hosting] = [Networks, Data, Training, Formats],
        [TestKit] = [Networks, Data, Training],
        [Dashboard] = [Networks, Data, Training, Web],
        [Cli] = [Networks, Data, Training, Cluster, Formats, Reports, Monitoring, Hosting, Dashboard],
    };

    /// <summary>
    /// The projects that may use a package or an assembly, by how its name begins. What is not here is free for all.
    /// </summary>
    public static IReadOnlyDictionary<string, string[]> Packages { get; } = new Dictionary<string, string[]>
    {
        ["Akka"] = [Training, Cluster, TestKit, Cli],
        ["MathNet"] = [Networks],
        ["Microsoft.AspNetCore"] = [Web, Monitoring, Dashboard],
        ["xunit"] = [TestKit],
        ["Microsoft.NET.Sdk.Web"] = [Dashboard],
        ["ScottPlot"] = [Reports],
        ["SkiaSharp"] = [Reports],
        ["OpenTelemetry"] = [Monitoring],
        ["Spectre.Console"] = [Cli],
        ["System.CommandLine"] = [Cli],
        ["System.Console"] = [Cli],
        ["YamlDotNet"] = [Training],
    };

    /// <summary>The references of a project that the table forbids.</summary>
    /// <param name="project">The project.</param>
    /// <param name="references">Projects, packages and assemblies.</param>
    public static IEnumerable<string> Forbidden(string project, IEnumerable<string> references) => references.Where(reference =>
        Projects.ContainsKey(reference)
            ? reference != project && !Projects[project].Contains(reference)
            : Packages.Any(package => BeginsWith(reference, package.Key) && !package.Value.Contains(project)));

    // Akka and Akka.Remote, but not AkkaLike.
    private static bool BeginsWith(string reference, string package) =>
        reference == package || reference.StartsWith($"{package}.", StringComparison.Ordinal);
}
