using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ActorCnn.Networks;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Control;

/// <summary>
/// The Unix domain socket <c>control.sock</c> in a run's directory, by which other processes of the same user control the run while it
/// trains: nobody else may open it, and no network reaches it. One line asks, as <c>pause</c>, and one line answers. It is removed at the
/// end; one that a killed process left behind answers nobody.
/// </summary>
public sealed class ControlSocket : IDisposable
{
    private const string Name = "control.sock";
    private const string By = "control";
    private const string StatusWord = "status";
    private const string Accepted = "ok ";
    private const int LongestLine = 4096;

    // What a socket's address holds in every system in use.
    private const int LongestPath = 104;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Socket _socket;
    private readonly string _path;
    private readonly RunControl _control;

    private ControlSocket(Socket socket, string path, RunControl control)
    {
        (_socket, _path, _control) = (socket, path, control);
        _ = AcceptAsync();
    }

    /// <summary>The words that may be asked, as the command line shows them.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. Enum.GetNames<RunChange>().Select(name => name.ToLowerInvariant()), StatusWord];

    /// <summary>Starts to listen. The directory must be locked by this process.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="control">The run.</param>
    /// <param name="problem">Why it cannot listen, one sentence; training does without.</param>
    /// <returns>Null when it cannot listen.</returns>
    public static ControlSocket? TryListen(string directory, RunControl control, out string problem)
    {
        problem = "";
        string path = PathIn(directory);
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            problem = $"{path}: the path is too long for a socket, so that actorcnn control cannot reach the run";
            return null;
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));

            // Before it listens nobody can have connected. On Windows the folder's rights hold.
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            socket.Listen();
            return new ControlSocket(socket, path, control);
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            socket.Dispose();
            problem = $"{path}: no socket can be made there, so that actorcnn control cannot reach the run: {exception.Message.ReplaceLineEndings(" ")}";
            return null;
        }
    }

    /// <summary>Asks the process that trains a run.</summary>
    /// <param name="directory">The run's directory.</param>
    /// <param name="word">One of <see cref="Words"/>.</param>
    /// <returns>Whether it was accepted, and a sentence.</returns>
    /// <exception cref="InvalidInputException">No process trains the run.</exception>
    public static async Task<(bool IsAccepted, string Answer)> AskAsync(string directory, string word)
    {
        string path = PathIn(directory);
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path)).ConfigureAwait(false);
            await using NetworkStream stream = new(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{word}\n")).ConfigureAwait(false);
            string answer = await ReadLineAsync(stream, CancellationToken.None).ConfigureAwait(false);
            return answer.StartsWith(Accepted, StringComparison.Ordinal) ? (true, answer[Accepted.Length..]) : (false, answer);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ArgumentOutOfRangeException)
        {
            throw new InvalidInputException(InvalidInputException.Describe(
                directory, "no process trains this run", $"one that answers at {path}", exception.Message.ReplaceLineEndings(" "),
                $"go on with it by: actorcnn train --resume {directory}"), exception);
        }
    }

    /// <summary>Ends it and removes its file.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        File.Delete(_path);
    }

    // A socket's address is short: the shorter name of the two is used.
    private static string PathIn(string directory)
    {
        string path = Path.GetFullPath(Path.Combine(directory, Name));
        string relative = Path.GetRelativePath(Directory.GetCurrentDirectory(), path);
        return relative.Length < path.Length ? relative : path;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                Socket connection = await _socket.AcceptAsync().ConfigureAwait(false);
                _ = ServeAsync(connection);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.OperationAborted)
            {
                return;
            }
            catch (SocketException)
            {
                // The one that connected is gone again.
            }
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        using CancellationTokenSource limit = new(Patience);
        try
        {
            await using NetworkStream stream = new(connection, ownsSocket: true);
            string answer = await AnswerAsync(await ReadLineAsync(stream, limit.Token).ConfigureAwait(false)).ConfigureAwait(false);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{answer}\n"), limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Whoever asked has gone, or says nothing.
        }
    }

    private async Task<string> AnswerAsync(string word)
    {
        if (word == StatusWord)
        {
            return await _control.GetStatusAsync(Patience / 2).ConfigureAwait(false) is { } status ? Accepted + Describe(status) : "the run does not answer";
        }

        if (!Words.Contains(word))
        {
            return $"nothing that can be asked; expected one of {string.Join(", ", Words)}";
        }

        RunChange change = Enum.Parse<RunChange>(word, ignoreCase: true);
        return !_control.Ask(change, By) ? "the run has not begun" : Accepted + change switch
        {
            RunChange.Pause => "the run finishes the step in hand and waits",
            RunChange.Resume => "the run goes on",
            RunChange.Checkpoint => "a checkpoint is written after the step in hand",
            _ => "the run finishes the step in hand, writes a checkpoint and ends",
        };
    }

    private static string Describe(RunStatus status) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(status.IsPauseAsked && status.Phase is not RunPhase.Paused ? "pausing" : status.Phase.ToString().ToLowerInvariant())} after step {status.Position.Step}, epoch {status.Position.Epoch + 1}, {status.Nodes.Length} nodes, {status.Position.ShardsReissued} shards granted again");

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken stop)
    {
        byte[] bytes = new byte[LongestLine];
        int length = 0;
        while (length < bytes.Length)
        {
            int read = await stream.ReadAsync(bytes.AsMemory(length), stop).ConfigureAwait(false);
            length += read;
            int end = Array.IndexOf(bytes, (byte)'\n', 0, length);
            if (read == 0 || end >= 0)
            {
                return Encoding.UTF8.GetString(bytes, 0, end < 0 ? length : end);
            }
        }

        throw new IOException("the line is too long");
    }
}
