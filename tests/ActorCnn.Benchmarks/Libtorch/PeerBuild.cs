using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorCnn.Benchmarks.Libtorch;

/// <summary>Builds the program that runs the same networks with libtorch.</summary>
internal static class PeerBuild
{
    private const string Project = "ActorCnn.Benchmarks.Peer";

    /// <summary>The program, or in one sentence why there is none.</summary>
    public static (string? Program, string? Problem) Run()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return (null, "it is built for Linux on x64 only");
        }

        string folder = Path.Combine(FindRoot(), "tests", Project);
        using Process build = Process.Start(new ProcessStartInfo("dotnet", ["build", "-c", "Release", "--nologo", folder])
        {
            RedirectStandardOutput = true,
        })!;
        string[] lines = build.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
        build.WaitForExit();
        return build.ExitCode == 0
            ? (Path.Combine(folder, "bin", "Release", "net10.0", $"{Project}.dll"), null)
            : (null, $"building it needs gcc, python3 and the package TorchSharp-cpu: {Array.Find(lines, line => line.Contains("error", StringComparison.Ordinal))}");
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ActorCnn.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"no ActorCnn.sln above {AppContext.BaseDirectory}");
    }
}
