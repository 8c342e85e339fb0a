using System.Diagnostics;

namespace ActorCnn.Benchmarks.Watching;

/// <summary>
/// A dashboard's clock that goes only while a page is open: the dashboard rests between two looks at the network, and resting while no
/// page is open would leave to the time of an open one more looks than a page that stays open has.
/// </summary>
internal sealed class OpenTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly Stopwatch _open = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => Stopwatch.Frequency;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_lock)
        {
            return _open.ElapsedTicks;
        }
    }

    /// <summary>A page is opened.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _open.Start();
        }
    }

    /// <summary>The page is closed.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _open.Stop();
        }
    }
}
