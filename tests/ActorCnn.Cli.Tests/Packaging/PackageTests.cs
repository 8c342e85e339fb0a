using System.IO.Compression;
using Xunit.Abstractions;

namespace ActorCnn.Cli.Tests.Packaging;

/// <summary>What others get of this project: libraries to reference, and a tool to install.</summary>
public class PackageTests(PackageTests.Lazily packages, ITestOutputHelper output) : IClassFixture<PackageTests.Lazily>
{
    private const long Megabyte = 1024 * 1024;
    private const string SeedWeights = "979bfe4b921767b03e84551e2bea45f1ee7ab5308fec7c377abf880a37ffb576";
    private static readonly string SeedExperiment = Path.Combine(RepositoryRoot.Find() ?? "", "config", "seed.yaml");

    [PackFact]
    public void Should_install_the_tool_from_a_folder_and_train_the_seed_s_experiment_with_it()
    {
        Packages packed = packages.Value;
        packed.Run(
            "dotnet", packed.Folder, "tool", "install", "actorcnn", "--tool-path", packed["tools"], "--add-source", packed.Folder,
            "--configfile", packed["nuget.config"]);

        string trained = packed.Run(
            Path.Combine(packed["tools"], "actorcnn"), packed.Folder,
            "train", SeedExperiment, "--out", packed["run"], "--workers", "2");

        Assert.Contains($"weights_sha256 {SeedWeights}", trained, StringComparison.Ordinal);
    }

    [PackFact]
    public void Should_serve_a_program_that_references_the_library()
    {
        Packages packed = packages.Value;
        packed.Write(
            "program/program.csproj",
            """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ActorCnn.Hosting" Version="*" />
              </ItemGroup>
            </Project>
            """);
        packed.Write(
            "program/Program.cs",
            """
            using ActorCnn.Formats;
            using ActorCnn.Hosting;
            using ActorCnn.Training.Runs;

            using TrainingRun run = RunPreparation.Prepare(new RunRequest { Configuration = args[0], Output = args[1] }, TimeProvider.System);
            await run.TrainAsync(Safetensors.Write, []);
            Console.WriteLine(ModelFile.Load(args[1]).Metadata.WeightsSha256);
            """);

        string trained = packed.Run(
            "dotnet", packed["program"], "run", "-c", "Release", "--disable-build-servers", "--", SeedExperiment, packed["program-run"]);

        Assert.Contains(SeedWeights, trained, StringComparison.Ordinal);
    }

    [PackFact]
    public void Should_keep_the_packages_small_and_say_what_they_are()
    {
        Packages packed = packages.Value;
        string[] libraries = [.. Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "src"), "ActorCnn.*")
            .Select(folder => Path.GetFileName(folder)).Where(name => name != "ActorCnn.Cli")];
        Assert.Contains("ActorCnn.Hosting", libraries);
        foreach (string id in libraries.Append("actorcnn"))
        {
            IReadOnlyDictionary<string, string> metadata = packed.ReadMetadata(id);
            Assert.Equal("README.md", metadata["readme"]);
            Assert.NotEqual("Package Description", metadata["description"]);
            Assert.Equal("The ActorCnn authors", metadata["authors"]);
            long length = packed.Find(id, "nupkg").Length;
            output.WriteLine($"{id}: {(double)length / Megabyte:0.00} MB");

            // The tool holds all that it needs, most of it the drawing libraries of four systems; a library only itself.
            Assert.InRange(length, 1, id == "actorcnn" ? 32 * Megabyte : Megabyte);
        }
    }

    [PackFact]
    public void Should_give_symbols_and_documentation_with_every_library()
    {
        foreach (string id in new[] { "ActorCnn.Networks", "ActorCnn.Training", "ActorCnn.Hosting", "ActorCnn.TestKit" })
        {
            Assert.Contains($"lib/net10.0/{id}.xml", Entries(id, "nupkg"));
            Assert.Contains($"lib/net10.0/{id}.pdb", Entries(id, "snupkg"));
        }
    }

    private string[] Entries(string id, string extension)
    {
        using ZipArchive package = ZipFile.OpenRead(packages.Value.Find(id, extension).FullName);
        return [.. package.Entries.Select(entry => entry.FullName)];
    }

    /// <summary>Packs when the first test asks for it, so that skipped tests pack nothing.</summary>
    public sealed class Lazily : IDisposable
    {
        private readonly Lazy<Packages> _packages = new(() => new Packages());

        public Packages Value => _packages.Value;

        public void Dispose()
        {
            if (_packages.IsValueCreated)
            {
                _packages.Value.Dispose();
            }
        }
    }
}
