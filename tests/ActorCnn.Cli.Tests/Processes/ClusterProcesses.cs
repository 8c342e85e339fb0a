using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorCnn.Cli.Tests.Processes;

/// <summary>The processes of <c>actorcnn cluster</c>, as it tells them on a line of its own.</summary>
/// <param name="Coordinator">The process that coordinates at first.</param>
/// <param name="Address">Where others can join.</param>
/// <param name="Workers">The other processes.</param>
internal sealed record ClusterProcesses(int Coordinator, string Address, IReadOnlyList<int> Workers)
{
    /// <summary>All of them, the coordinator first.</summary>
    public IReadOnlyList<int> All => [Coordinator, .. Workers];

    /// <summary>Waits until a cluster has told its processes.</summary>
    public static ClusterProcesses Of(CommandProcess cluster)
    {
        Match told = Regex.Match(cluster.WaitForLine("^processes: .*"), @"coordinator (\d+) at (\S+), workers ([\d ]*)");
        return new ClusterProcesses(
            Number(told.Groups[1].Value), told.Groups[2].Value, [.. told.Groups[3].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Number)]);
    }

    /// <summary>Sends a signal, as <c>KILL</c>, to a process; one that has ended in the meantime is told nothing.</summary>
    public static void Signal(int process, string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{process}"]) { RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
