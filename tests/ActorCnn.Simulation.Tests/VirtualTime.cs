namespace ActorCnn.Simulation.Tests;

/// <summary>A clock that jumps to whatever happens next; what happens at the same time happens in the order in which it was planned.</summary>
internal sealed class VirtualTime
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Number)> _plans = new();
    private long _planned;

    /// <summary>The time.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Has something happen after a while.</summary>
    public void After(TimeSpan delay, Action happens) => _plans.Enqueue(happens, (Now + delay, _planned++));

    /// <summary>Goes on to what happens next. False when nothing will.</summary>
    public bool Step()
    {
        if (!_plans.TryDequeue(out Action? happens, out (TimeSpan At, long Number) when))
        {
            return false;
        }

        Now = when.At;
        happens();
        return true;
    }
}
