using System.Diagnostics;
using System.Text.Json;
using ActorCnn.Dashboard.Board;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.Dashboard.Looks;

/// <summary>
/// Keeps the newest look at the network. While the run trains it looks for a quarter of a second at most and then rests a hundred and
/// fifty times as long, but no longer than a minute, so that it takes less than one part in a hundred of one core; while nobody trains it
/// looks at every test sample. It does nothing while no page is open.
/// </summary>
internal sealed class LookKeeper : IDisposable
{
    private const int RestTimes = 150;
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan LeastRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MostRest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromMilliseconds(250);
    private readonly Network _network;
    private readonly Dataset _test;
    private readonly Normalization? _normalization;
    private readonly RunBoard _board;
    private readonly Func<float[]?> _weights;
    private readonly Func<bool> _isWatched;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private volatile byte[]? _json;
    private volatile int _count;
    private (long Step, bool IsWhole) _seen = (-1, false);

    /// <summary>Starts a thread of its own.</summary>
    /// <param name="subject">The run: its network, test samples and weights.</param>
    /// <param name="test">The test samples.</param>
    /// <param name="board">How the run stands.</param>
    /// <param name="isWatched">Whether a page is open.</param>
    public LookKeeper(DashboardSubject subject, Dataset test, RunBoard board, Func<bool> isWatched)
    {
        (_network, _test, _board, _weights, _isWatched) = (subject.Network, test, board, subject.Weights, isWatched);
        _normalization = subject.Normalization;
        _thread = new Thread(Keep) { IsBackground = true, Name = "actorcnn.look" };
        _thread.Start();
    }

    /// <summary>The newest look as JSON; null before the first.</summary>
    public byte[]? Json => _json;

    /// <summary>Counts up with each look.</summary>
    public int Count => _count;

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Keep()
    {
        TimeSpan restUntil = TimeSpan.Zero;
        long began = Stopwatch.GetTimestamp();
        while (!_stop.Wait(BetweenChecks))
        {
            bool isIdle = _board.IsIdle;
            long step = _board.Step;
            if (!_isWatched() || (_seen == (step, true)) || (!isIdle && (step == _seen.Step || Stopwatch.GetElapsedTime(began) < restUntil))
                || _weights() is not { } weights)
            {
                continue;
            }

            // Packing the weights and the first samples are not counted, so that a busy machine shows some too.
            long lookBegan = Stopwatch.GetTimestamp();
            long? counted = null;
            NetworkLook look = TestLook.Make(_network, weights, step, _test, () =>
            {
                counted ??= Stopwatch.GetTimestamp();
                return _stop.IsSet || (!_board.IsIdle && Stopwatch.GetElapsedTime(counted.Value) >= LongestLook);
            }, _normalization);
            _json = JsonSerializer.SerializeToUtf8Bytes(look, BoardJson.Default.NetworkLook);
            _count++;
            _seen = (step, look.Samples == look.AllSamples);
            double rest = RestTimes * Stopwatch.GetElapsedTime(lookBegan).TotalSeconds;
            restUntil = Stopwatch.GetElapsedTime(began) + TimeSpan.FromSeconds(Math.Clamp(rest, LeastRest.TotalSeconds, MostRest.TotalSeconds));
        }
    }
}
