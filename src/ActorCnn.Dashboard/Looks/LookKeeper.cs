using System.Text.Json;
using ActorCnn.Dashboard.Board;
using ActorCnn.Dashboard.Hosting;
using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.Dashboard.Looks;

/// <summary>Keeps the newest look at the network, by a <see cref="LookPlan"/>; does nothing while no page is open.</summary>
internal sealed class LookKeeper : IDisposable
{
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(1);
    private readonly Network _network;
    private readonly Dataset _test;
    private readonly Normalization? _normalization;
    private readonly RunBoard _board;
    private readonly Func<float[]?> _weights;
    private readonly Func<bool> _isWatched;
    private readonly TimeProvider _time;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private volatile byte[]? _json;
    private volatile int _count;

    /// <summary>Starts a thread of its own.</summary>
    /// <param name="subject">The run: its network, test samples and weights.</param>
    /// <param name="test">The test samples.</param>
    /// <param name="board">How the run stands.</param>
    /// <param name="isWatched">Whether a page is open.</param>
    /// <param name="time">The clock.</param>
    public LookKeeper(DashboardSubject subject, Dataset test, RunBoard board, Func<bool> isWatched, TimeProvider time)
    {
        (_network, _test, _board, _weights, _isWatched, _time) = (subject.Network, test, board, subject.Weights, isWatched, time);
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
        LookPlan plan = new();
        long began = _time.GetTimestamp();
        while (!_stop.Wait(BetweenChecks))
        {
            (bool isIdle, long step, TimeSpan lookBegan) = (_board.IsIdle, _board.Step, _time.GetElapsedTime(began));
            if (!plan.IsDue(lookBegan, _isWatched(), isIdle, step) || _weights() is not { } weights)
            {
                continue;
            }

            // Packing the weights and the first samples are not counted here, so that a busy machine shows some too.
            long? counted = null;
            NetworkLook look = TestLook.Make(_network, weights, step, _test, () =>
            {
                counted ??= _time.GetTimestamp();
                return _stop.IsSet || LookPlan.IsEnough(_time.GetElapsedTime(counted.Value), _board.IsIdle);
            }, _normalization);
            _json = JsonSerializer.SerializeToUtf8Bytes(look, PageJson.Default.NetworkLook);
            _count++;
            TimeSpan ended = _time.GetElapsedTime(began);
            plan = plan.After(ended, isIdle || _board.IsIdle ? TimeSpan.Zero : ended - lookBegan, step, look.Samples == look.AllSamples);
        }
    }
}
