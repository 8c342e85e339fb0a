using System.Runtime.InteropServices;

namespace ActorCnn.Cli.Tests.Packaging;

/// <summary>A test that packs and installs, which takes the SDK and the sources; without them it is skipped and says so.</summary>
internal sealed class PackFactAttribute : FactAttribute
{
    public PackFactAttribute()
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        Skip = !Directory.Exists(Path.Combine(dotnet, "sdk")) ? $"packing takes the .NET SDK; {dotnet} has the runtime alone"
            : RepositoryRoot.Find() is null ? "packing takes the sources; there is no ActorCnn.sln above this test"
            : null;
    }
}
