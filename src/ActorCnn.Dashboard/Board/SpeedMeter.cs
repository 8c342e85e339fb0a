namespace ActorCnn.Dashboard.Board;

/// <summary>A speed over the last few seconds, from readings of counters that only grow. Not for several threads.</summary>
internal sealed class SpeedMeter
{
    private const double SecondsLookedBack = 3;
    private readonly Queue<(double Seconds, long[] Counts)> _readings = new();
    private (double Seconds, long[] Counts) _newest;

    /// <summary>Takes a reading.</summary>
    /// <param name="seconds">By a clock that never goes back; a reading of the same moment is left out.</param>
    /// <param name="counts">The counters, always as many.</param>
    public void Read(double seconds, params long[] counts)
    {
        if (_readings.Count > 0 && seconds <= _newest.Seconds)
        {
            return;
        }

        _newest = (seconds, counts);
        _readings.Enqueue(_newest);
        while (_readings.Count > 2 && seconds - _readings.ElementAt(1).Seconds >= SecondsLookedBack)
        {
            _readings.Dequeue();
        }
    }

    /// <summary>Each counter's growth a second; zero before the second reading.</summary>
    public double[] Speeds()
    {
        if (_readings.Count < 2)
        {
            return new double[_newest.Counts?.Length ?? 0];
        }

        (double seconds, long[] counts) = _readings.Peek();
        return [.. counts.Select((count, i) => (_newest.Counts[i] - count) / (_newest.Seconds - seconds))];
    }
}
