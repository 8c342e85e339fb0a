using System.Globalization;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Checkpoints;

/// <summary>
/// The checkpoints of one run: files <c>step-0000000500.ckpt</c> in one folder, the newest few kept. A checkpoint appears whole or not
/// at all, and those before it are removed only once it is safe on the disk, so at every moment there is a whole one to go on from.
/// One writer a folder; any number of readers beside it. Not for several threads.
/// </summary>
public sealed class CheckpointStore
{
    private const string Prefix = "step-";
    private const string Suffix = ".ckpt";
    private readonly string _directory;
    private readonly int _keep;
    private readonly Action<string> _warn;
    private bool _cleaned;

    /// <summary>Creates a store. Nothing is read or written yet.</summary>
    /// <param name="directory">The folder; made at the first <see cref="Write"/>.</param>
    /// <param name="keep">How many of the newest stay, at least one.</param>
    /// <param name="warn">Is told, in a line, of an old checkpoint that cannot be removed.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="keep"/> is below one.</exception>
    public CheckpointStore(string directory, int keep, Action<string>? warn = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        _directory = directory;
        _keep = keep;
        _warn = warn ?? (static _ => { });
    }

    /// <summary>Writes a checkpoint straight from the buffers and then removes those that are one too many.</summary>
    /// <returns>The file's path.</returns>
    /// <exception cref="ArgumentException">The header does not tell the lengths of the buffers.</exception>
    /// <exception cref="IOException">The disk is full or failing. The checkpoints before it are untouched.</exception>
    public string Write(
        CheckpointHeader header, ReadOnlySpan<float> parameters, ReadOnlySpan<float> optimizerState, IReadOnlyList<float[]>? residuals = null)
    {
        ArgumentNullException.ThrowIfNull(header);
        string path = PathOf(header.Position.Step);
        try
        {
            Directory.CreateDirectory(_directory);
            DeleteStaleOnce();
            using AtomicFile file = new(path);
            CheckpointFormat.Write(file.Stream, header, parameters, optimizerState, residuals ?? []);
            file.Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"checkpoint: {path} cannot be written: {exception.Message.TrimEnd('.')}; those before it are whole; fix: make room, "
                + "or mend the folder, and resume the run", exception);
        }

        RemoveSurplus(header.Position.Step);
        return path;
    }

    /// <summary>Takes a checkpoint that another node has written, and then removes those that are one too many.</summary>
    /// <param name="step">The number of updates in it.</param>
    /// <param name="write">Writes its bytes, and throws when they are not what they should be: then nothing is left of them.</param>
    /// <exception cref="IOException">The disk is full or failing. The checkpoints before it are untouched.</exception>
    public async Task ReceiveAsync(long step, Func<Stream, Task> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Directory.CreateDirectory(_directory);
        DeleteStaleOnce();
        using (AtomicFile file = new(PathOf(step)))
        {
            await write(file.Stream).ConfigureAwait(false);
            file.Commit();
        }

        RemoveSurplus(step);
    }

    /// <summary>Reads the newest checkpoint that is whole, passing over damaged ones.</summary>
    /// <remarks>A checkpoint of another run is read too: see <see cref="CheckpointHeader.RequireSameRun"/>.</remarks>
    public CheckpointReading ReadNewest()
    {
        List<string> warnings = [];
        foreach ((string path, _) in NewestFirst())
        {
            try
            {
                return new CheckpointReading(CheckpointFormat.Read(path), warnings);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                warnings.Add($"{path}: checkpoint passed over: {exception.Message}".ReplaceLineEndings(" "));
            }
        }

        return new CheckpointReading(null, warnings);
    }

    private string PathOf(long step) =>
        Path.Combine(_directory, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D10}{Suffix}"));

    // Not in the constructor, since a reader beside a training process must leave that process's unfinished file alone.
    private void DeleteStaleOnce()
    {
        if (!_cleaned)
        {
            AtomicFile.DeleteStale(_directory);
            _cleaned = true;
        }
    }

    // A file of a later step than the one just written is left over from before a resume: damaged, or the run would have gone on from
    // it. It must not count among the newest, or it would push out a whole one.
    private void RemoveSurplus(long step)
    {
        foreach ((string path, _) in NewestFirst().Where(file => file.Step <= step).Skip(_keep))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _warn($"{path}: old checkpoint cannot be removed: {exception.Message}".ReplaceLineEndings(" "));
            }
        }
    }

    private IEnumerable<(string Path, long Step)> NewestFirst()
    {
        if (!Directory.Exists(_directory))
        {
            return [];
        }

        return Directory.GetFileSystemEntries(_directory, $"{Prefix}*{Suffix}")
            .Select(path => (Path: path, Step: StepOf(path)))
            .Where(file => file.Step >= 0)
            .OrderByDescending(file => file.Step);
    }

    private static long StepOf(string path) =>
        long.TryParse(
            Path.GetFileName(path.AsSpan())[Prefix.Length..^Suffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
            ? step
            : -1;
}
