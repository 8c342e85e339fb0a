using System.Globalization;

namespace ActorCnn.Benchmarks.Watching;

/// <summary>
/// What this process's threads have taken of a core, by their names: what a page costs is too little to be seen in the time of the
/// whole process, but all of it is done on threads that else hardly do anything. Linux only.
/// </summary>
/// <param name="Looks">Seconds of the thread that looks at the network.</param>
/// <param name="Others">Seconds of all others but those that train: they keep the board, serialize and send.</param>
internal readonly record struct ThreadTimes(double Looks, double Others)
{
    // Linux keeps 15 letters of a name. Compiling is done once, and told apart from what goes on.
    private const string Look = "actorcnn.look";
    private const string Worker = "actorcnn.worker";

    /// <summary>Each thread's name and seconds, to the nanosecond, by its number; empty on other systems.</summary>
    public static Dictionary<string, (string Name, double Seconds)> Read() =>
        (OperatingSystem.IsLinux() ? Directory.GetDirectories("/proc/self/task") : []).ToDictionary(thread => thread, thread => (
            File.ReadAllText($"{thread}/comm").Trim(),
            double.Parse(File.ReadAllText($"{thread}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9));

    /// <summary>What was taken since a reading, by the threads that are still there.</summary>
    /// <param name="start">The reading.</param>
    public static ThreadTimes Since(Dictionary<string, (string Name, double Seconds)> start)
    {
        ThreadTimes sum = default;
        foreach ((string thread, (string name, double seconds)) in Read())
        {
            double taken = seconds - start.GetValueOrDefault(thread).Seconds;
            sum += name == Look ? new ThreadTimes(taken, 0) : name != Worker ? new ThreadTimes(0, taken) : default;
        }

        return sum;
    }

    /// <summary>Both sums.</summary>
    public static ThreadTimes operator +(ThreadTimes left, ThreadTimes right) => new(left.Looks + right.Looks, left.Others + right.Others);
}
