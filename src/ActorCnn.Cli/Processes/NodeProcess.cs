using System.Diagnostics;

namespace ActorCnn.Cli.Processes;

/// <summary>One process of a cluster on this machine: this program as <c>node</c>, which ends when its standard input closes.</summary>
internal sealed class NodeProcess : IDisposable
{
    // What a node says on its error output when it has been let in.
    private const string JoinedPrefix = "computes for run ";

    private readonly List<string> _heldBack = [];
    private readonly Lock _telling = new();
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="port">Its port of control messages.</param>
    /// <param name="arguments">The arguments of <c>node</c>.</param>
    /// <param name="onLine">Takes each line of its output; null to let it write where this process does.</param>
    /// <param name="onError">Takes each line of its error output from when it has joined; for one whose output is taken.</param>
    public NodeProcess(string port, IEnumerable<string> arguments, Action<NodeProcess, string>? onLine, Action<string>? onError = null)
    {
        // Either the program has an executable of its own, or it was started as a library of dotnet.
        string program = Environment.ProcessPath!;
        bool isHosted = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] library = isHosted ? [Path.Combine(AppContext.BaseDirectory, "actorcnn.dll")] : [];
        Port = port;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(program, [.. library, "node", .. arguments, "--port", port, "--parent"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = onLine is not null,
                RedirectStandardError = onLine is not null,
            },
        };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                LastWords = text;
                onLine!(this, text);
            }
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                TakeError(text, onError!);
            }
        };
        _process.Start();
        if (onLine is not null)
        {
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        Ended = _process.WaitForExitAsync();
    }

    /// <summary>Its port of control messages.</summary>
    public string Port { get; }

    /// <summary>The folder of its copy of the run; null for the one that begins it.</summary>
    public string? Copy { get; init; }

    /// <summary>Whether it has been let in to the run, as far as its output was taken.</summary>
    public bool HasJoined { get; private set; }

    /// <summary>The newest line that it wrote; null for one that wrote none, or where this process does.</summary>
    public string? LastWords { get; private set; }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>When it has ended, and all its output was taken.</summary>
    public Task Ended { get; }

    /// <summary>Its exit code once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Sends it a line, from any thread; nothing happens when it has ended.</summary>
    public void Tell(string line)
    {
        try
        {
            // Two nodes may end at once, and the lines that say so must not mix.
            lock (_telling)
            {
                _process.StandardInput.WriteLine(line);
                _process.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Ends it if it still runs.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    // What it says before it has joined is shown once it has; of one that never does only the last line.
    private void TakeError(string line, Action<string> onError)
    {
        LastWords = line;
        HasJoined |= line.StartsWith(JoinedPrefix, StringComparison.Ordinal);
        _heldBack.Add(line);
        if (HasJoined)
        {
            _heldBack.ForEach(onError);
            _heldBack.Clear();
        }
    }
}
