using System.Globalization;
using ActorCnn.Formats.TensorBoard.Schema;
using Google.Protobuf;

namespace ActorCnn.Formats.TensorBoard;

/// <summary>
/// A file <c>events.out.tfevents.SECONDS.actorcnn</c> that TensorBoard reads from a run's directory, also while it grows. Each call hands
/// whole records to the operating system, so that a killed process leaves a readable file. Not for several threads.
/// </summary>
/// <remarks>
/// A run that is resumed gets another file beside the ones before. It begins with a mark that has TensorBoard forget what those tell of
/// steps that are made again. TensorBoard reads files in the order of their names, so the name's time is later than theirs even if the
/// clock is not. Source: tensorboard/backend/event_processing, restarts of the event accumulator.
/// </remarks>
public sealed class EventFile : IDisposable
{
    private const string Prefix = "events.out.tfevents.";
    private const string Suffix = ".actorcnn";
    private readonly FileStream _stream;
    private readonly MemoryStream _records = new();
    private readonly TimeProvider _time;

    private EventFile(FileStream stream, TimeProvider time) => (_stream, _time) = (stream, time);

    /// <summary>The file.</summary>
    public string Path => _stream.Name;

    /// <summary>Creates the file.</summary>
    /// <param name="directory">Where; it must exist.</param>
    /// <param name="firstStep">The first step that the file may tell of; zero for a new run.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static EventFile Create(string directory, long firstStep, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        long seconds = Math.Max(time.GetUtcNow().ToUnixTimeSeconds(), NewestIn(directory) + 1);
        string name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{seconds:D10}{Suffix}");
        EventFile file = new(
            new FileStream(System.IO.Path.Combine(directory, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0), time);
        try
        {
            file.Add(new Event { FileVersion = "brain.Event:2", SourceMetadata = new SourceMetadata { Writer = "actorcnn" } });
            file.Add(new Event { Step = firstStep, SessionLog = new SessionLog { Status = SessionLog.Types.SessionStatus.Start } });
            file.Flush();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends what is known after a step.</summary>
    /// <param name="step">Steps made.</param>
    /// <param name="summaries">What is known; written at once, so it can be used again after.</param>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Write(long step, Summaries summaries)
    {
        ArgumentNullException.ThrowIfNull(summaries);
        Add(new Event { Step = step, Summary = summaries.Proto });
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static long NewestIn(string directory) => Directory.GetFiles(directory, $"{Prefix}*{Suffix}")
        .Select(path => System.IO.Path.GetFileName(path)[Prefix.Length..^Suffix.Length])
        .Select(text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) ? seconds : 0)
        .Append(0)
        .Max();

    private void Add(Event happened)
    {
        happened.WallTime = _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        RecordWriter.Write(_records, happened.ToByteArray());
    }

    // In one write: a reader, or a crash, sees the records whole or not at all.
    private void Flush()
    {
        _stream.Write(_records.GetBuffer().AsSpan(0, (int)_records.Length));
        _records.SetLength(0);
    }
}
