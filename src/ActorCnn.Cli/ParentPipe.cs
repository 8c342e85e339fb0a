using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ActorCnn.Cli;

/// <summary>
/// The standard input of a process that <c>cluster</c> has started: it brings the signals that the parent got, a line each, and when it
/// closes the parent is gone, however it ended; then this process ends at once, so that none is ever left behind.
/// </summary>
internal static class ParentPipe
{
    private static PosixSignalRegistration? _ignored;

    /// <summary>Who handles the parent's signals; without one they end the process.</summary>
    public static Action<PosixSignal>? OnSignal { get; set; }

    /// <summary>The line that stands for a signal.</summary>
    public static string NameOf(int exitCode) => exitCode == ExitCode.Terminated ? "SIGTERM" : "SIGINT";

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
