namespace ActorCnn.Benchmarks.Watching;

/// <summary>
/// What this process's threads took of a core, by their names, in seconds: what a page costs is too little to be seen in the time of the
/// whole process, but all of it is done by threads that else hardly do anything. Linux only; zeros elsewhere.
/// </summary>
/// <param name="Looks">What looking at the network took.</param>
/// <param name="Others">What all others took but those that train and the compiler, which is done after a while: they keep the board,
/// serialize and send.</param>
/// <param name="Waits">For how long those that train waited for a core because other threads had it.</param>
internal readonly record struct ThreadTimes(double Looks, double Others, double Waits)
{
    /// <summary>Reads the times of the threads that there are, by their numbers.</summary>
    public static Dictionary<string, ThreadTimes> Read() =>
        (OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task") : []).ToDictionary(thread => thread, Of);

    /// <summary>What was taken since a reading, by the threads that are still there.</summary>
    /// <param name="start">The reading.</param>
    public static ThreadTimes Since(Dictionary<string, ThreadTimes> start) =>
        Read().Aggregate(default(ThreadTimes), (sum, thread) => sum + (thread.Value - start.GetValueOrDefault(thread.Key)));

    /// <summary>Both sums.</summary>
    public static ThreadTimes operator +(ThreadTimes left, ThreadTimes right) =>
        new(left.Looks + right.Looks, left.Others + right.Others, left.Waits + right.Waits);

    /// <summary>What was taken between two readings.</summary>
    public static ThreadTimes operator -(ThreadTimes left, ThreadTimes right) =>
        new(left.Looks - right.Looks, left.Others - right.Others, left.Waits - right.Waits);

    // Linux tells nanoseconds on a core and nanoseconds of waiting for one, and fifteen letters of a name.
    private static ThreadTimes Of(string thread)
    {
        try
        {
            long[] times = [.. File.ReadAllText($"{thread}/schedstat").Split(' ').Select(long.Parse)];
            return File.ReadAllText($"{thread}/comm").Trim() switch
            {
                "actorcnn.worker" => new ThreadTimes(0, 0, times[1] / 1e9),
                "actorcnn.look" => new ThreadTimes(times[0] / 1e9, 0, 0),
                ".NET Tiered Com" => default,
                _ => new ThreadTimes(0, times[0] / 1e9, 0),
            };
        }
        catch (IOException)
        {
            // It has ended since it was listed.
            return default;
        }
    }
}
