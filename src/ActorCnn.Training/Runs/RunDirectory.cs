using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ActorCnn.Networks;

namespace ActorCnn.Training.Runs;

/// <summary>
/// The directory of one run, whose files scripts depend on: <c>config.yaml</c>, <c>metrics.jsonl</c>, <c>model.safetensors</c>,
/// <c>best.safetensors</c>, <c>checkpoints/</c> and <c>summary.json</c>. <see cref="Create"/> and <see cref="Resume"/> hold a lock on it
/// until disposed, so that one process at a time writes; <see cref="Open"/> is for reading and takes none.
/// </summary>
/// <remarks>
/// The lock is the hidden file <c>.lock</c>, held open: the operating system frees it when the process ends, however it ends. The file
/// itself stays, since deleting it could take it from under a process that is just locking it. A network file system without locks
/// gives none.
/// </remarks>
public sealed class RunDirectory : IDisposable
{
    private const int LongestName = 64;
    private const string ConfigName = "config.yaml";
    private const string LockName = ".lock";
    private readonly FileStream? _lock;

    private RunDirectory(string root, FileStream? @lock)
    {
        Root = root;
        _lock = @lock;
    }

    /// <summary>The directory as it was given.</summary>
    public string Root { get; }

    /// <summary>The effective configuration.</summary>
    public string Config => Path.Combine(Root, ConfigName);

    /// <summary>A line per epoch, see <see cref="EpochMetrics"/>.</summary>
    public string Metrics => Path.Combine(Root, "metrics.jsonl");

    /// <summary>The weights at the end.</summary>
    public string Model => Path.Combine(Root, "model.safetensors");

    /// <summary>The weights after the best epoch; only of a run that keeps them.</summary>
    public string Best => Path.Combine(Root, "best.safetensors");

    /// <summary>The folder of the checkpoints, see <see cref="Training.Checkpoints.CheckpointStore"/>.</summary>
    public string Checkpoints => Path.Combine(Root, "checkpoints");

    /// <summary>A line for each change that was made to the run's course, if any was made.</summary>
    public string ControlLog => Path.Combine(Root, "control.jsonl");

    /// <summary>What the run came to, see <see cref="RunSummary"/>.</summary>
    public string Summary => Path.Combine(Root, "summary.json");

    /// <summary>Why the run failed when it was last trained; not there when it did not.</summary>
    public string Failure => Path.Combine(Root, "failure.txt");

    /// <summary>
    /// The directory that a run gets unless told otherwise: <c>runs/NAME-yyyyMMdd-HHmmss</c>, with <c>-2</c>, <c>-3</c>, … behind it
    /// when that is taken. Characters of the name that a file name should not have become hyphens. Creates nothing.
    /// </summary>
    /// <param name="name">The run's name.</param>
    /// <param name="now">The time to show, in its own time zone.</param>
    /// <param name="parent">The directory of all runs.</param>
    public static string DefaultPath(string name, DateTimeOffset now, string parent = "runs")
    {
        string fileName = new([.. name.Take(LongestName).Select(c => char.IsLetterOrDigit(c) || c is '.' or '_' ? c : '-')]);
        fileName = fileName.Trim('.', '-');
        string time = now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string first = Path.Combine(parent, $"{(fileName.Length == 0 ? "run" : fileName)}-{time}");
        string path = first;
        for (int suffix = 2; Path.Exists(path); suffix++)
        {
            path = string.Create(CultureInfo.InvariantCulture, $"{first}-{suffix}");
        }

        return path;
    }

    /// <summary>Whether a directory is that of a run: it has an effective configuration.</summary>
    public static bool IsOfRun(string path) => File.Exists(Path.Combine(path, ConfigName));

    /// <summary>Makes the directory of a new run and locks it. A directory that exists may hold other files, but no run.</summary>
    /// <exception cref="InvalidInputException">
    /// It already holds a run, which is never overwritten; another process has it; or it cannot be made.
    /// </exception>
    public static RunDirectory Create(string path)
    {
        // Before the lock, so that a refusal leaves nothing in somebody's run; and after it, in case another process was quicker.
        RequireNoRun(path);
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, exception);
        }

        RunDirectory run = OpenLocked(path);
        try
        {
            RequireNoRun(path);
            return run;
        }
        catch
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>Opens the directory of a run to go on with it, locks it, and removes what a crash left of unfinished files.</summary>
    /// <exception cref="InvalidInputException">It is not a run's directory, or another process has it.</exception>
    public static RunDirectory Resume(string path)
    {
        RequireRun(path);
        RunDirectory run = OpenLocked(path);
        AtomicFile.DeleteStale(path);
        return run;
    }

    /// <summary>Opens the directory of a run for reading, also while it is being trained.</summary>
    /// <exception cref="InvalidInputException">It is not a run's directory; the message names what is missing.</exception>
    public static RunDirectory Open(string path)
    {
        RequireRun(path);
        return new RunDirectory(path, null);
    }

    /// <summary>Writes the effective configuration.</summary>
    /// <exception cref="IOException">The disk is full or failing; a file that was there is as it was.</exception>
    public void WriteConfig(string text) => AtomicFile.WriteText(Config, text);

    /// <summary>Writes what the run came to.</summary>
    /// <exception cref="IOException">The disk is full or failing; a file that was there is as it was.</exception>
    public void WriteSummary(RunSummary summary)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            JsonSerializer.Serialize(json, summary, RunJson.Default.RunSummary);
        }

        text.Write("\n"u8);
        AtomicFile.WriteBytes(Summary, text.WrittenSpan);
    }

    /// <summary>Notes why the run failed, or with null that it has not. What fails a run may also keep this from being written.</summary>
    public void NoteFailure(string? reason)
    {
        try
        {
            File.Delete(Failure);
            if (reason is not null)
            {
                AtomicFile.WriteText(Failure, $"{reason}\n");
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Reads why the run failed, at most 4,096 characters; null when it did not.</summary>
    public string? ReadFailure()
    {
        if (!File.Exists(Failure))
        {
            return null;
        }

        char[] text = new char[4096];
        using StreamReader reader = new(Failure);
        return new string(text, 0, reader.ReadBlock(text)).Trim();
    }

    /// <summary>When the run first started, in this machine's time zone.</summary>
    public DateTime Started => File.GetLastWriteTime(File.Exists(LockFile) ? LockFile : Config);

    /// <summary>Whether a process is writing to it.</summary>
    public bool IsInUse
    {
        get
        {
            if (!File.Exists(LockFile))
            {
                return false;
            }

            try
            {
                // Shared, so that several may look at once; a process that starts to train in this very moment would be refused.
                using FileStream probe = new(LockFile, FileMode.Open, FileAccess.Read, FileShare.Read);
                return false;
            }
            catch (IOException)
            {
                return true;
            }
        }
    }

    private string LockFile => Path.Combine(Root, LockName);

    /// <summary>Reads what the run came to; null when it was not completed yet.</summary>
    /// <exception cref="InvalidInputException">The file is damaged.</exception>
    public RunSummary? ReadSummary()
    {
        if (!File.Exists(Summary))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Summary), RunJson.Default.RunSummary)
                ?? throw new JsonException("the file is null");
        }
        catch (JsonException exception)
        {
            throw new InvalidInputException(InvalidInputException.Describe(
                Summary, "not a run's summary", "an object with weights_sha256, …", exception.Message, "remove it and resume the run"), exception);
        }
    }

    /// <summary>Reads the metrics so far: none without a file, and without a last line that a crash has cut.</summary>
    /// <exception cref="InvalidInputException">The file is damaged elsewhere; the message names the line.</exception>
    public IReadOnlyList<EpochMetrics> ReadMetrics() => MetricsFile.Read(Metrics).Epochs;

    /// <summary>Opens the metrics to append to them.</summary>
    /// <param name="keepThroughEpoch">
    /// Lines of later epochs are removed first, in one atomic step, as is a last line that a crash has cut: a run that resumes from a
    /// checkpoint tells them again.
    /// </param>
    /// <exception cref="InvalidInputException">The file is damaged before its last line; the message names the line.</exception>
    /// <exception cref="IOException">The disk is full or failing; the file is as it was.</exception>
    public MetricsWriter OpenMetrics(int keepThroughEpoch) => new(Metrics, keepThroughEpoch);

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _lock?.Dispose();

    private static RunDirectory OpenLocked(string path)
    {
        string file = Path.Combine(path, LockName);
        try
        {
            return new RunDirectory(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw CannotWrite(path, exception);
        }
        catch (IOException exception)
        {
            throw new InvalidInputException(InvalidInputException.Describe(
                path, "the directory cannot be locked", "no other process training into it", exception.Message,
                "wait until it has ended, or choose another directory"), exception);
        }
    }

    /// <summary>Refuses a directory that already holds a run.</summary>
    /// <exception cref="InvalidInputException">It does; the message names what was found.</exception>
    public static void RequireNoRun(string path)
    {
        RunDirectory run = new(path, null);
        string[] files = [run.Config, run.Metrics, run.Model, run.Best, run.Checkpoints, run.Summary];
        if (files.FirstOrDefault(Path.Exists) is string found)
        {
            throw new InvalidInputException(
                path, "the directory already holds a run", "a new or an empty directory", Path.GetFileName(found),
                "choose another directory, or go on with that run by --resume");
        }
    }

    private static void RequireRun(string path)
    {
        string? missing = !Directory.Exists(path) ? "no such directory"
            : !IsOfRun(path) ? $"no {ConfigName} in it"
            : null;
        if (missing is not null)
        {
            throw new InvalidInputException(
                path, "not the directory of a run", $"a directory with {ConfigName}", missing, "give the directory that train wrote to");
        }
    }

    private static InvalidInputException CannotWrite(string path, Exception exception) => new(InvalidInputException.Describe(
        path, "the directory cannot be written to", "a directory of your own", exception.Message, "choose another directory"), exception);
}
