using System.Globalization;
using System.Text.Json;
using ActorCnn.Networks;

namespace ActorCnn.Training.Runs;

/// <summary>
/// Reads <c>metrics.jsonl</c>: one JSON object a line, each ended by a line feed. A crash can cut the last line; it is then left out.
/// </summary>
internal sealed class MetricsFile
{
    // A line has some 250 bytes, so this is about a million epochs.
    private const long MaximumBytes = 256 * 1024 * 1024;

    private readonly List<EpochMetrics> _epochs = [];
    private readonly List<Range> _lines = [];

    private MetricsFile(byte[] bytes)
    {
        Bytes = bytes;
    }

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    /// <summary>What its whole lines say, in order.</summary>
    public IReadOnlyList<EpochMetrics> Epochs => _epochs;

    /// <summary>Where each of <see cref="Epochs"/> stands in <see cref="Bytes"/>, without its line feed.</summary>
    public IReadOnlyList<Range> Lines => _lines;

    /// <summary>Reads the file; one that does not exist has no lines.</summary>
    /// <exception cref="InvalidInputException">It is too large, or a line before the last is no metrics line.</exception>
    public static MetricsFile Read(string path)
    {
        if (!File.Exists(path))
        {
            return new MetricsFile([]);
        }

        long length = new FileInfo(path).Length;
        if (length > MaximumBytes)
        {
            throw new InvalidInputException(
                path, "file too large", $"at most {MaximumBytes} bytes", $"{length}", "give the directory of a run");
        }

        MetricsFile file = new(File.ReadAllBytes(path));
        int start = 0;
        for (int number = 1; start < file.Bytes.Length; number++)
        {
            int feed = Array.IndexOf(file.Bytes, (byte)'\n', start);
            int end = feed < 0 ? file.Bytes.Length : feed;
            bool isLast = feed < 0 || feed == file.Bytes.Length - 1;
            file.Add(start..end, isLast, $"{path}:{number.ToString(CultureInfo.InvariantCulture)}");
            start = end + 1;
        }

        return file;
    }

    private void Add(Range line, bool isLast, string where)
    {
        try
        {
            EpochMetrics? metrics = JsonSerializer.Deserialize(Bytes.AsSpan(line), RunJson.Default.EpochMetrics);
            _epochs.Add(metrics ?? throw new JsonException("the line is null"));
            _lines.Add(line);
        }
        catch (JsonException) when (isLast)
        {
            // Cut by a crash. The epoch it told of comes after the checkpoint that a resumed run starts from, and is told again.
        }
        catch (JsonException exception)
        {
            string message = InvalidInputException.Describe(
                where, "not a line of metrics", "an object with epoch, step, train_loss, …", exception.Message, "remove the line");
            throw new InvalidInputException(message, exception);
        }
    }
}
