using System.Collections.Concurrent;
using ActorCnn.Training.Reporting;
using Spectre.Console;

namespace ActorCnn.Cli.Progress;

/// <summary>
/// Progress on a terminal: a bar that is drawn anew ten times a second by a thread of its own, and above it what is told and a line for an
/// evaluated epoch, at most one a second. Between two drawings events are only stored, so that training never waits for the terminal.
/// </summary>
internal sealed class LiveProgress : IProgressDisplay
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);
    private readonly IAnsiConsole _console;
    private readonly TextWriter? _error;
    private readonly TimeProvider _time;
    private readonly RunProgress _progress;
    private readonly ConcurrentQueue<string> _told = new();
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;
    private volatile EpochCompleted? _tested;
    private volatile RunStarted? _started;

    /// <summary>Starts to draw.</summary>
    /// <param name="console">The terminal.</param>
    /// <param name="error">Where what is told goes; null for above the bar.</param>
    /// <param name="time">The clock.</param>
    public LiveProgress(IAnsiConsole console, TextWriter? error, TimeProvider time)
    {
        (_console, _error, _time, _progress) = (console, error, time, new RunProgress(time));
        _thread = new Thread(Draw) { IsBackground = true, Name = "progress" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        _progress.OnEvent(happened);
        switch (happened)
        {
            case RunStarted started:
                _started = started;
                break;
            case EpochCompleted { Test: not null } epoch:
                _tested = epoch;
                break;
            case var _ when ProgressText.Notice(happened) is { } notice:
                Tell(notice);
                break;
        }
    }

    /// <inheritdoc/>
    public void Tell(string line) => _told.Enqueue(line);

    /// <summary>Draws the last state, and gives the terminal back.</summary>
    public void Dispose()
    {
        _over.Set();
        _thread.Join();
        _over.Dispose();
    }

    private void Draw()
    {
        try
        {
            _console.Live(ProgressView.Of(null)).Start(DrawUntilOver);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The terminal is gone. The run goes on without being watched.
        }
    }

    private void DrawUntilOver(LiveDisplayContext context)
    {
        RunStarted? started = null;
        EpochCompleted? tested = null;
        long testedAt = 0;
        bool isOver;
        do
        {
            isOver = _over.Wait(Refresh);
            WriteTold();
            if (started is null && _started is not null)
            {
                started = _started;
                _console.WriteLine(ProgressText.Line(started));
            }

            bool isTimeForLine = isOver || tested is null || _time.GetElapsedTime(testedAt) >= BetweenLines;
            if (isTimeForLine && started is not null && _tested is { } newest && newest != tested)
            {
                (tested, testedAt) = (newest, _time.GetTimestamp());
                _console.WriteLine(ProgressText.Line(newest, started.Schedule.Epochs));
            }

            context.UpdateTarget(ProgressView.Of(_progress.Look()));
        }
        while (!isOver);
    }

    private void WriteTold()
    {
        while (_told.TryDequeue(out string? line))
        {
            if (_error is null)
            {
                _console.WriteLine(line, new Style(Color.Yellow));
            }
            else
            {
                _error.WriteLine(line);
            }
        }
    }
}
