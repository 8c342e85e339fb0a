using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorCnn.Benchmarks.Watching;

/// <summary>
/// Asks a dashboard for what its page asks for, and draws nothing: the events as they come, and a look whenever an event tells of a new
/// one. It is a process of its own, as a browser is, and opens and closes the page as its standard input says.
/// </summary>
internal sealed partial class PageWatcher(Uri page) : IDisposable
{
    /// <summary>Asks it to open the page; answered with the same word once the first event is there.</summary>
    public const string Open = "open";

    /// <summary>Asks it to close the page; answered with the same word when it is closed.</summary>
    public const string Close = "close";

    private readonly HttpClient _client = new();
    private int _events;
    private int _looks;
    private long _bytes;

    /// <summary>Watches until its standard input ends, and then tells what it was given.</summary>
    public static async Task<int> RunAsync(string url)
    {
        using PageWatcher watcher = new(new Uri(url));
        while (Console.ReadLine() == Open)
        {
            using CancellationTokenSource close = new();
            TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task watching = watcher.WatchAsync(first, close.Token);
            await Task.WhenAny(first.Task, watching).ConfigureAwait(false);
            Console.WriteLine(Open);
            if (Console.ReadLine() != Close)
            {
                break;
            }

            await close.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(false);
            Console.WriteLine(Close);
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"the page was given {watcher._events} events and {watcher._looks} looks, {watcher._bytes / 1024} KiB; its process took {Environment.CpuUsage.TotalTime.TotalSeconds:F1} s of a core"));
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task WatchAsync(TaskCompletionSource first, CancellationToken close)
    {
        try
        {
            string shown = "";
            using StreamReader events = new(await _client.GetStreamAsync(new Uri(page, "events"), close).ConfigureAwait(false));
            while (await events.ReadLineAsync(close).ConfigureAwait(false) is { } line)
            {
                _bytes += line.Length;
                if (Look().Match(line) is not { Success: true } look)
                {
                    continue;
                }

                _events++;
                first.TrySetResult();
                if (look.Value != shown)
                {
                    shown = look.Value;
                    using HttpResponseMessage answer = await _client.GetAsync(new Uri(page, "look"), close).ConfigureAwait(false);
                    byte[] body = await answer.Content.ReadAsByteArrayAsync(close).ConfigureAwait(false);
                    _bytes += body.Length;
                    _looks += answer.IsSuccessStatusCode ? 1 : 0;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page is closed.
        }
    }

    [GeneratedRegex("\"look\":[0-9]+")]
    private static partial Regex Look();
}
