using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Parameters;

/// <summary>
/// Copies of the weights as they were after some steps, for reporters that look at them when training has long gone on. The parameter
/// actors bring them, each its slice, right after its update; one that a reporter is too late for is dropped. Safe from any thread.
/// </summary>
/// <param name="parameters">How many weights there are.</param>
/// <param name="isWanted">Whether the weights after so many steps are wanted.</param>
public sealed class WeightSnapshots(int parameters, Func<long, bool> isWanted)
{
    // Small networks make many epochs while a reporter starts up. One that has given up must not cost memory for the rest of the run.
    private const int MostWeights = 1 << 24;
    private const int MostWaiting = 1024;

    private readonly int _mostWaiting = Math.Clamp(MostWeights / parameters, 2, MostWaiting);
    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, Snapshot> _waiting = [];

    /// <summary>Keeps the weights of the epochs after which the test samples are evaluated.</summary>
    /// <param name="schedule">The run's plan.</param>
    /// <param name="parameters">How many weights there are.</param>
    public static WeightSnapshots OfEvaluations(RunSchedule schedule, int parameters)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new WeightSnapshots(parameters, steps =>
            steps % schedule.BatchesPerEpoch == 0 && schedule.EvaluatesAfter((int)(steps / schedule.BatchesPerEpoch) - 1));
    }

    /// <summary>Copies a slice. Its parameter actor calls it after each update, before anybody can make the next.</summary>
    /// <param name="steps">Updates made.</param>
    /// <param name="slice">The slice.</param>
    /// <param name="weights">All weights, of which those of the slice are read.</param>
    public void Keep(long steps, ParameterSlice slice, ReadOnlySpan<float> weights)
    {
        if (!isWanted(steps))
        {
            return;
        }

        lock (_lock)
        {
            if (!_waiting.TryGetValue(steps, out Snapshot? snapshot))
            {
                _waiting[steps] = snapshot = new Snapshot(new float[parameters], []);
            }

            weights.Slice(slice.First, slice.Length).CopyTo(snapshot.Weights.AsSpan(slice.First));
            snapshot.Slices[slice.First] = slice.Length;
            if (_waiting.Count > _mostWaiting)
            {
                _waiting.Remove(_waiting.Keys.First());
            }
        }
    }

    /// <summary>Takes the weights after some steps out, with all before them; null when they are not there or not whole.</summary>
    /// <param name="steps">Updates made.</param>
    public float[]? Take(long steps)
    {
        lock (_lock)
        {
            Snapshot? snapshot = _waiting.GetValueOrDefault(steps);
            while (_waiting.Count > 0 && _waiting.Keys.First() <= steps)
            {
                _waiting.Remove(_waiting.Keys.First());
            }

            return snapshot?.Slices.Values.Sum() == parameters ? snapshot.Weights : null;
        }
    }

    // The length of each slice that has come, by its place.
    private sealed record Snapshot(float[] Weights, Dictionary<int, int> Slices);
}
