using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>The resident memory of each process of a cluster of two over 10,000 steps of the first run's network.</summary>
internal static partial class MemoryCommand
{
    private const int Steps = 10_000;
    private const int Between = 1_000;

    public static int Run()
    {
        string folder = Directory.CreateTempSubdirectory("actorcnn-memory-").FullName;
        try
        {
            return Run(folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Run(string folder)
    {
        // An epoch of this experiment is one step.
        using Process cluster = Process.Start(new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "actorcnn.dll"), "cluster", Path.GetFullPath("config/seed.yaml"), "--nodes", "2", "--workers", "1",
                "--epochs", Steps.ToString(CultureInfo.InvariantCulture), "--out", Path.Combine(folder, "run"),
            ])
        {
            RedirectStandardOutput = true,
        })!;
        MarkdownTable table = new("step", "coordinator, MB", "worker, MB");
        int[] processes = [];
        int next = Between;
        while (cluster.StandardOutput.ReadLine() is { } line)
        {
            if (Started().Match(line) is { Success: true } started)
            {
                processes = [Number(started, 1), Number(started, 2)];
            }
            else if (Epoch().Match(line) is { Success: true } epoch && Number(epoch, 1) >= next)
            {
                table.Add([MarkdownTable.Count(Number(epoch, 1)), .. processes.Select(process => Resident(process) ?? "ended")]);
                next += Between;
            }
        }

        cluster.WaitForExit();
        table.Write();
        return cluster.ExitCode;
    }

    private static string? Resident(int process)
    {
        try
        {
            Match match = ResidentLine().Match(File.ReadAllText($"/proc/{process}/status"));
            return (Number(match, 1) / 1024.0).ToString("F1", CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^processes: coordinator (\d+) at \S+, workers (\d+)")]
    private static partial Regex Started();

    [GeneratedRegex(@"^epoch (\d+)/")]
    private static partial Regex Epoch();

    [GeneratedRegex(@"^VmRSS:\s+(\d+) kB", RegexOptions.Multiline)]
    private static partial Regex ResidentLine();
}
