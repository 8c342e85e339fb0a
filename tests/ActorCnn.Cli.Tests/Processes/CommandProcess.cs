using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorCnn.Cli.Tests.Processes;

/// <summary>
/// A process of the built <c>actorcnn</c>, with its output collected line by line. Whatever is waited for fails the test after a minute
/// and shows the output so far; a process that is still there at the end is killed.
/// </summary>
internal sealed class CommandProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();
    private readonly List<(Regex Line, TaskCompletionSource<string> Found)> _awaited = [];
    private readonly Process _process;

    private CommandProcess(
        string folder, IReadOnlyDictionary<string, string> environment, string[] arguments, IReadOnlyList<string>? launcher = null)
    {
        string[] command = [.. launcher ?? [], "dotnet", Path.Combine(AppContext.BaseDirectory, "actorcnn.dll"), .. arguments];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Collect(_out, line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(_error, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts <c>actorcnn</c> in a folder.</summary>
    public static CommandProcess Start(string folder, params string[] arguments) => new(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Starts <c>actorcnn</c> in a folder by a command that ends in becoming it.</summary>
    public static CommandProcess StartBy(IReadOnlyList<string> launcher, string folder, params string[] arguments) =>
        new(folder, new Dictionary<string, string>(), arguments, launcher);

    /// <summary>Runs <c>actorcnn</c> in a folder to its end.</summary>
    public static CommandResult Run(string folder, params string[] arguments) =>
        Run(folder, new Dictionary<string, string>(), arguments);

    /// <summary>Runs <c>actorcnn</c> in a folder to its end, with environment variables.</summary>
    public static CommandResult Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using CommandProcess process = new(folder, environment, arguments);
        return process.WaitForExit();
    }

    /// <summary>Waits for a line, of the output or of the errors, that has come or will, a minute or as long as is said.</summary>
    public string WaitForLine(string pattern, TimeSpan? patience = null)
    {
        TaskCompletionSource<string> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            Regex line = new(pattern, RegexOptions.Multiline);
            Match match = line.Match($"{_out}\n{_error}");
            if (match.Success)
            {
                return match.Value;
            }

            _awaited.Add((line, found));
        }

        return found.Task.Wait(patience ?? Patience) ? found.Task.Result : throw TooLate($"no line like '{pattern}'", patience);
    }

    /// <summary>Sends SIGINT, as Ctrl-C does.</summary>
    public void Interrupt() => Send(PosixSignal.SIGINT);

    /// <summary>Sends a signal.</summary>
    public void Send(PosixSignal signal) => Assert.Equal(0, SendSignal(_process.Id, signal == PosixSignal.SIGINT ? 2 : 15));

    /// <summary>Ends it as a crash does, and waits until it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        WaitForExit();
    }

    /// <summary>Waits for the end, a minute or as long as is said.</summary>
    public CommandResult WaitForExit(TimeSpan? patience = null)
    {
        if (!_process.WaitForExit(patience ?? Patience))
        {
            throw TooLate("it does not end", patience);
        }

        // Without a limit, this also waits for the last lines.
        _process.WaitForExit();
        lock (_lock)
        {
            return new CommandResult(_process.ExitCode, $"{_out}", $"{_error}");
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private void Collect(StringBuilder text, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lock)
        {
            text.Append(line).Append('\n');
            foreach ((_, TaskCompletionSource<string> found) in _awaited.Where(awaited => awaited.Line.IsMatch(line)))
            {
                found.TrySetResult(line);
            }
        }
    }

    private TimeoutException TooLate(string what, TimeSpan? patience = null)
    {
        lock (_lock)
        {
            return new TimeoutException($"{what} in {(patience ?? Patience).TotalSeconds} s; output:\n{_out}\nerrors:\n{_error}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}

/// <summary>What a process left.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Out">Its output.</param>
/// <param name="Error">Its errors.</param>
public sealed record CommandResult(int Code, string Out, string Error)
{
    /// <summary>The lines of the output.</summary>
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The hash that the run printed.</summary>
    public string WeightsSha256 => Regex.Match(Out, "^weights_sha256 ([0-9a-f]{64})$", RegexOptions.Multiline).Groups[1].Value;

    /// <summary>Fails unless the process ended with a code, and shows what it wrote.</summary>
    public CommandResult AssertCode(int code)
    {
        Assert.True(Code == code, $"exit code {Code} instead of {code}; output:\n{Out}\nerrors:\n{Error}");
        return this;
    }

    /// <summary>Fails unless it ended with code 2 and a single line.</summary>
    public string AssertBadInput()
    {
        AssertCode(2);
        Assert.Equal("", Out);
        string line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("actorcnn: ", line, StringComparison.Ordinal);
        return line;
    }
}
