using System.Diagnostics;

namespace ActorCnn.Cli.Processes;

/// <summary>One process of a cluster on this machine: this program as <c>node</c>, which ends when its standard input closes.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="port">Its port of control messages.</param>
    /// <param name="arguments">The arguments of <c>node</c>.</param>
    /// <param name="onLine">Takes each line of its output; null to let it write where this process does.</param>
    public NodeProcess(string port, IEnumerable<string> arguments, Action<NodeProcess, string>? onLine)
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
            },
        };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                onLine!(this, text);
            }
        };
        _process.Start();
        if (onLine is not null)
        {
            _process.BeginOutputReadLine();
        }

        Ended = _process.WaitForExitAsync();
    }

    /// <summary>Its port of control messages.</summary>
    public string Port { get; }

    /// <summary>The folder of its copy of the run; null for the one that begins it.</summary>
    public string? Copy { get; init; }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>When it has ended, and all its output was taken.</summary>
    public Task Ended { get; }

    /// <summary>Its exit code once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Sends it a line; nothing happens when it has ended.</summary>
    public void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
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
}
