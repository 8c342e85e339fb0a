using System.Diagnostics;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Benchmarks.Trainer;

/// <summary>Times a run from the end of a step to the end of another, and then has it stopped.</summary>
/// <param name="seconds">The least time between the two.</param>
/// <param name="stop">Asks the run to stop.</param>
internal sealed class StepClock(double seconds, Action stop) : IRunObserver
{
    // Before it, threads start and memory is touched for the first time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.2);
    private readonly long _created = Stopwatch.GetTimestamp();
    private int _stepsBefore;
    private long _start;
    private long _samples;

    /// <summary>Known once the run was stopped.</summary>
    public double SamplesPerSecond { get; private set; }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        if (happened is not StepCompleted step || SamplesPerSecond > 0)
        {
            return;
        }

        long now = Stopwatch.GetTimestamp();
        if (_start == 0)
        {
            _start = ++_stepsBefore > 1 && Stopwatch.GetElapsedTime(_created, now) >= WarmUp ? now : 0;
            return;
        }

        _samples += step.Metrics.Samples;
        TimeSpan spent = Stopwatch.GetElapsedTime(_start, now);
        if (spent.TotalSeconds >= seconds)
        {
            SamplesPerSecond = _samples / spent.TotalSeconds;
            stop();
        }
    }
}
