using System.Diagnostics;
using ActorCnn.Training.Control;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>
/// A run that trains only while it is measured: it is paused between two windows, so that it takes no time from what is measured in turn
/// with it, and nothing has to be started anew.
/// </summary>
internal sealed class PausedRun : IRunObserver, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _measured = new(0);
    private readonly RunControl _control = new();
    private readonly Task<TrainingResult> _training;
    private double _seconds;
    private long _start;
    private long _samples;
    private double _rate;

    /// <summary>Starts it; it trains once <see cref="Rate"/> is asked for.</summary>
    /// <param name="job">What is trained.</param>
    /// <param name="train">Trains it.</param>
    public PausedRun(TrainingJob job, Func<TrainingJob, CancellationToken, Task<TrainingResult>> train)
    {
        _training = train(job with { Control = _control, Observers = [_control, this] }, _stop.Token);
        Await(() => _control.Ask(RunChange.Pause, "benchmark"));
    }

    /// <summary>Samples trained a second, from the end of the first step to that of another.</summary>
    /// <param name="seconds">The least time between the two.</param>
    public double Rate(double seconds)
    {
        (_seconds, _start, _samples, _rate) = (seconds, 0, 0, 0);
        _control.Ask(RunChange.Resume, "benchmark");
        return _measured.Wait(Patience + TimeSpan.FromSeconds(seconds))
            ? _rate
            : throw new TimeoutException("the run does not go on");
    }

    /// <summary>How the run stands.</summary>
    public RunStatus Status() => _control.GetStatusAsync(Patience).GetAwaiter().GetResult() ?? throw new TimeoutException("the run does not answer");

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        switch (happened)
        {
            case StepCompleted when _start == 0:
                _start = Stopwatch.GetTimestamp();
                break;
            case StepCompleted step when _rate == 0:
                _samples += step.Metrics.Samples;
                if (Stopwatch.GetElapsedTime(_start) is { } spent && spent.TotalSeconds >= _seconds)
                {
                    _rate = _samples / spent.TotalSeconds;
                    _control.Ask(RunChange.Pause, "benchmark");
                }

                break;
            case RunControlled { Change: RunChange.Pause } when _rate > 0:
                _measured.Release();
                break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _training.GetAwaiter().GetResult();
        _stop.Dispose();
        _measured.Dispose();
    }

    // The run's actors are not there at once.
    private static void Await(Func<bool> condition)
    {
        if (!SpinWait.SpinUntil(condition, Patience))
        {
            throw new TimeoutException("the run does not begin");
        }
    }
}
