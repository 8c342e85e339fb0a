using System.Runtime.InteropServices;

namespace ActorCnn.Cli.Processes;

/// <summary>
/// Ctrl-C and SIGTERM while it exists: the first asks for an orderly stop, the second ends the process at once. The exit code says
/// which it was.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action<string> _onFirst;
    private readonly Action _beforeExit;
    private int _exitCode;

    /// <summary>Starts to listen.</summary>
    /// <param name="onFirst">Is told the first signal's name, on a thread of the runtime.</param>
    /// <param name="beforeExit">Is called when the second ends the process.</param>
    public StopSignals(Action<string> onFirst, Action beforeExit)
    {
        (_onFirst, _beforeExit) = (onFirst, beforeExit);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        ];
        ParentPipe.OnSignal = Take;
    }

    /// <summary>Asks for the stop.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The code of the first signal; zero while there was none.</summary>
    public int Code => Volatile.Read(ref _exitCode);

    /// <summary>The first signal's name.</summary>
    public string Name => ParentPipe.NameOf(Code);

    /// <inheritdoc/>
    // The source of the token has nothing to free, and a signal that is being handled may still cancel it.
    public void Dispose()
    {
        ParentPipe.OnSignal = null;
        Array.ForEach(_registrations, registration => registration.Dispose());
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        Take(context.Signal);
    }

    private void Take(PosixSignal signal)
    {
        int code = signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        if (Interlocked.CompareExchange(ref _exitCode, code, 0) != 0)
        {
            _beforeExit();
            Environment.Exit(code);
        }

        _onFirst(Name);
        _stop.Cancel();
    }
}
