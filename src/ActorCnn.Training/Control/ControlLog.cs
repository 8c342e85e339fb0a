using System.Buffers;
using System.Text.Json;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Control;

/// <summary>
/// Appends a line to <c>control.jsonl</c> for each change that was made to the run's course: <c>change, by, step, epoch,
/// elapsed_seconds</c>. The file is made with the first.
/// </summary>
/// <param name="path">The file.</param>
public sealed class ControlLog(string path) : IRunObserver
{
    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        if (happened is RunControlled controlled)
        {
            Append(controlled.Change, controlled.By, controlled.Position);
        }
    }

    private void Append(RunChange change, string by, RunPosition position)
    {
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteString("change", change.ToString().ToLowerInvariant());
            json.WriteString("by", by);
            json.WriteNumber("step", position.Step);
            json.WriteNumber("epoch", position.Epoch);
            json.WriteNumber("elapsed_seconds", position.ElapsedSeconds);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        using FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(line.WrittenSpan);
    }
}
