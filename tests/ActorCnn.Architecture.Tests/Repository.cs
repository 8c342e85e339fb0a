using System.Xml.Linq;

namespace ActorCnn.Architecture.Tests;

/// <summary>The files of this repository, as far as they are written by hand: what <c>.gitignore</c> names is left out.</summary>
internal static class Repository
{
    private static readonly Lazy<string[]> AllFiles = new(() => [.. Walk().Order(StringComparer.Ordinal)]);

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files, relative to the root, with <c>/</c> between folders.</summary>
    public static IReadOnlyList<string> Files => AllFiles.Value;

    /// <summary>The projects of <c>src</c>.</summary>
    public static IReadOnlyList<Project> SourceProjects { get; } =
        [.. Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal) && IsProject(file)).Select(Project.Read)];

    /// <summary>The text of a file.</summary>
    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The lines of a file.</summary>
    public static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    /// <summary>True for a C# project file.</summary>
    public static bool IsProject(string file) => file.EndsWith(".csproj", StringComparison.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ActorCnn.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"no ActorCnn.sln above {AppContext.BaseDirectory}");
    }

    private static IEnumerable<string> Walk()
    {
        HashSet<string> ignored = [.. File.ReadLines(Path.Combine(Root, ".gitignore")).Select(line => line.Trim().TrimEnd('/')), ".git"];
        EnumerationOptions options = new() { AttributesToSkip = FileAttributes.ReparsePoint };
        Stack<string> folders = new([Root]);
        while (folders.TryPop(out string? current))
        {
            foreach (string inner in Directory.EnumerateDirectories(current, "*", options).Where(inner => !ignored.Contains(Path.GetFileName(inner))))
            {
                folders.Push(inner);
            }

            // In a linked working tree .git is a file.
            foreach (string file in Directory.EnumerateFiles(current, "*", options).Where(file => !ignored.Contains(Path.GetFileName(file))))
            {
                yield return Path.GetRelativePath(Root, file).Replace(Path.DirectorySeparatorChar, '/');
            }
        }
    }
}

/// <summary>A project file.</summary>
/// <param name="Name">Its name, as <c>ActorCnn.Networks</c>.</param>
/// <param name="Xml">What it says.</param>
internal sealed record Project(string Name, XElement Xml)
{
    /// <summary>The assembly that it builds, copied beside this test by the references of the test project.</summary>
    public string AssemblyPath =>
        Path.Combine(AppContext.BaseDirectory, $"{Xml.Descendants("AssemblyName").FirstOrDefault()?.Value ?? Name}.dll");

    /// <summary>The names of the projects that it references.</summary>
    public IEnumerable<string> ProjectReferences => Includes("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path));

    /// <summary>Its SDK, and the packages and frameworks that it references.</summary>
    public IEnumerable<string> PackageReferences =>
        [Xml.Attribute("Sdk")?.Value ?? "", .. Includes("PackageReference"), .. Includes("FrameworkReference")];

    /// <summary>Reads a project file.</summary>
    public static Project Read(string file) => new(Path.GetFileNameWithoutExtension(file), XElement.Parse(Repository.Read(file)));

    private IEnumerable<string> Includes(string item) => Xml.Descendants(item).Select(reference => reference.Attribute("Include")?.Value ?? "");
}
