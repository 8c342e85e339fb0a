using System.Buffers;
using System.Text.Json;

namespace ActorCnn.Training.Runs;

/// <summary>
/// Appends lines to <c>metrics.jsonl</c>. Each is handed to the operating system in one write before <see cref="Write"/> returns, so a
/// killed process loses none, and a reader sees whole lines. Not for several threads.
/// </summary>
public sealed class MetricsWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly FileStream _stream;

    /// <summary>Opens the file and drops what a resumed run will tell again: lines of later epochs, and one cut by a crash.</summary>
    internal MetricsWriter(string path, int keepThroughEpoch)
    {
        Trim(path, keepThroughEpoch);
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Appends a line.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Write(EpochMetrics metrics)
    {
        _line.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_line))
        {
            JsonSerializer.Serialize(json, metrics, RunJson.Default.EpochMetrics);
        }

        _line.Write("\n"u8);
        _stream.Write(_line.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static void Trim(string path, int keepThroughEpoch)
    {
        MetricsFile file = MetricsFile.Read(path);
        ArrayBufferWriter<byte> kept = new();
        for (int i = 0; i < file.Lines.Count; i++)
        {
            if (file.Epochs[i].Epoch <= keepThroughEpoch)
            {
                kept.Write(file.Bytes.AsSpan(file.Lines[i]));
                kept.Write("\n"u8);
            }
        }

        if (!kept.WrittenSpan.SequenceEqual(file.Bytes))
        {
            AtomicFile.WriteBytes(path, kept.WrittenSpan);
        }
    }
}
