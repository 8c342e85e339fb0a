using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using ActorCnn.Cluster.Hosting;

namespace ActorCnn.Cli.Processes;

/// <summary>
/// The standard input of a process that <c>cluster</c> has started: it brings the signals that the parent got and the nodes that it has
/// seen end, a line each, and when it closes the parent is gone, however it ended; then this process ends at once, so that none is ever
/// left behind.
/// </summary>
internal static class ParentPipe
{
    private const string Ended = "ended ";
    private static PosixSignalRegistration? _ignored;

    /// <summary>The nodes that the parent has seen end.</summary>
    public static KnownDeaths Deaths { get; } = new();

    /// <summary>Who handles the parent's signals; without one they end the process.</summary>
    public static Action<PosixSignal>? OnSignal { get; set; }

    /// <summary>The line that stands for a signal.</summary>
    public static string NameOf(int exitCode) => exitCode == ExitCode.Terminated ? "SIGTERM" : "SIGINT";

    /// <summary>The line that says that a node of this machine has ended.</summary>
    public static string EndOf(string port) => $"{Ended}{port}";

    /// <summary>Starts to listen.</summary>
    public static void Listen()
    {
        // A terminal sends Ctrl-C to parent and children alike; the parent passes it on to those that should have it.
        _ignored = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        new Thread(Read) { IsBackground = true, Name = "actorcnn.parent" }.Start();
    }

    private static void Read()
    {
        while (Console.In.ReadLine() is { } line)
        {
            if (line.StartsWith(Ended, StringComparison.Ordinal))
            {
                Deaths.Report(new NodeAddress("127.0.0.1", int.Parse(line.AsSpan(Ended.Length), CultureInfo.InvariantCulture)));
                continue;
            }

            PosixSignal signal = line == NameOf(ExitCode.Terminated) ? PosixSignal.SIGTERM : PosixSignal.SIGINT;
            if (OnSignal is { } handle)
            {
                handle(signal);
            }
            else
            {
                Environment.Exit(signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted);
            }
        }

        _ignored?.Dispose();
        Process.GetCurrentProcess().Kill();
    }
}
