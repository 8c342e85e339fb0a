using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace ActorCnn.Cli.Tests.Packaging;

/// <summary>
/// All packages, packed once from what is built already, in a folder of their own that is deleted afterwards. NuGet's caches are in there
/// too, so that nothing of these packages stays behind for later runs; what they depend on is found where the build restored it.
/// </summary>
public sealed class Packages : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly ScratchDirectory _scratch = new();

    public Packages()
    {
        Folder = _scratch["packages"];
        _scratch.Write(
            "nuget.config",
            $"""
            <configuration>
              <packageSources><clear /><add key="local" value="{Folder}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="restored" value="{Restored}" /></fallbackPackageFolders>
            </configuration>
            """);
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        Run("dotnet", RepositoryRoot.Path, "pack", "ActorCnn.sln", "-c", configuration, "--no-build", "-o", Folder, "--nologo", "-v", "quiet", "-nodeReuse:false");
    }

    private static string Restored { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>Where the packages are.</summary>
    public string Folder { get; }

    /// <summary>A path beside them.</summary>
    public string this[string name] => _scratch[name];

    /// <summary>Writes a file beside them.</summary>
    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_scratch[name])!);
        _scratch.Write(name, text);
    }

    /// <summary>The only package of a name, whatever its version.</summary>
    public FileInfo Find(string id, string extension) =>
        Assert.Single(new DirectoryInfo(Folder).GetFiles($"{id}.*.{extension}"), file => char.IsDigit(file.Name[id.Length + 1]));

    /// <summary>What a package says of itself, by element.</summary>
    public IReadOnlyDictionary<string, string> ReadMetadata(string id)
    {
        using ZipArchive package = ZipFile.OpenRead(Find(id, "nupkg").FullName);
        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        XElement metadata = XDocument.Load(stream).Root!.Elements().First();
        Assert.All(
            metadata.Elements().Where(element => element.Name.LocalName == "readme"), readme => Assert.NotNull(package.GetEntry(readme.Value)));
        return metadata.Elements().Where(element => !element.HasElements).ToDictionary(element => element.Name.LocalName, element => element.Value);
    }

    /// <summary>Runs a program to its end, with NuGet's caches in the scratch folder.</summary>
    /// <returns>Its output.</returns>
    public string Run(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NUGET_PACKAGES"] = _scratch["cache"];
        start.Environment["NUGET_HTTP_CACHE_PATH"] = _scratch["http-cache"];
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            bool ended = process.WaitForExit(Patience);
            Assert.True(ended, $"{program} {string.Join(' ', arguments)} does not end in {Patience.TotalSeconds} s");
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{output.Result}\n{errors.Result}");
            return output.Result;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _scratch.Dispose();
}
