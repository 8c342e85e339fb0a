using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ActorCnn.Training.Runs;

/// <summary>
/// A file that appears whole or not at all. It is written beside its target, flushed to the disk and renamed over it by
/// <see cref="Commit"/>; until then the target is as it was. Disposed without a commit, it leaves nothing behind. A crash can leave
/// the temporary, which <see cref="DeleteStale"/> removes. One writer a target at a time; not for several threads.
/// </summary>
/// <example>
/// <code>
/// using AtomicFile file = new(path);
/// file.Stream.Write(bytes);
/// file.Commit();
/// </code>
/// </example>
public sealed class AtomicFile : IDisposable
{
    private const string TemporarySuffix = ".tmp";
    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;
    private bool _renamed;

    /// <summary>Opens the temporary; the folder must exist.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be opened.</exception>
    public AtomicFile(string path)
    {
        _path = path;
        _temporary = path + TemporarySuffix;

        // Unbuffered, so that closing after a failed write has nothing left that could fail again.
        _stream = new FileStream(_temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
    }

    /// <summary>Where the content goes. Unbuffered: write large pieces.</summary>
    public Stream Stream => _stream;

    /// <summary>Puts the file in its place. Once it returns, the file survives a loss of power.</summary>
    /// <exception cref="IOException">The disk is full or failing; the target is as it was, or already the new file.</exception>
    /// <exception cref="UnauthorizedAccessException">The target may not be replaced; it is as it was.</exception>
    public void Commit()
    {
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
        _renamed = true;
        FlushRename(_path);
    }

    /// <summary>Deletes the temporary if there was no commit.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_renamed)
        {
            // What made the writer give up is the news, not that tidying up failed too: the owner's next DeleteStale will see to it.
            TryDelete(_temporary);
        }
    }

    /// <summary>Writes a whole text as UTF-8.</summary>
    /// <exception cref="IOException">As for <see cref="Commit"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As for <see cref="Commit"/>.</exception>
    public static void WriteText(string path, string text) => WriteBytes(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="IOException">As for <see cref="Commit"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As for <see cref="Commit"/>.</exception>
    public static void WriteBytes(string path, ReadOnlySpan<byte> bytes)
    {
        using AtomicFile file = new(path);
        file.Stream.Write(bytes);
        file.Commit();
    }

    /// <summary>
    /// Removes what a crash left of unfinished files in a folder. Only for the folder's one writer, and while it writes nothing there.
    /// A file that cannot be removed stays: it is in nobody's way.
    /// </summary>
    public static void DeleteStale(string directory)
    {
        foreach (string temporary in Directory.GetFiles(directory, "*" + TemporarySuffix))
        {
            TryDelete(temporary);
        }
    }

    // The rename belongs to the folder, which .NET cannot open and flush. Flushing the file once more does it on the journaling file
    // systems in use (ext4, XFS, btrfs): the rename changed the file's own entry, so its journal record is what the flush waits for.
    private static void FlushRename(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
