using System.Diagnostics;

namespace ActorCnn.Benchmarks.Watching;

/// <summary>A <see cref="PageWatcher"/> in its process.</summary>
internal sealed class WatcherProcess : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it; the page is not open yet.</summary>
    /// <param name="url">The dashboard.</param>
    public WatcherProcess(Uri url) => _process = Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(WatcherProcess).Assembly.Location, "watch", url.AbsoluteUri])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Opens the page, and returns when it has been given its first event.</summary>
    public void Open() => Ask(PageWatcher.Open);

    /// <summary>Closes the page.</summary>
    public void Close() => Ask(PageWatcher.Close);

    /// <summary>Ends it.</summary>
    /// <returns>What it was given.</returns>
    public string End()
    {
        _process.StandardInput.Close();
        return _process.StandardOutput.ReadToEnd().Trim();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Ask(string word)
    {
        _process.StandardInput.WriteLine(word);
        if (_process.StandardOutput.ReadLine() != word)
        {
            throw new InvalidOperationException($"the watcher does not {word} the page");
        }
    }
}
