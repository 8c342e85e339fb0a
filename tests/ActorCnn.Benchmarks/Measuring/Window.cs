using System.Diagnostics;

namespace ActorCnn.Benchmarks.Measuring;

/// <summary>A short stretch of time in which one thing is done over and over.</summary>
internal static class Window
{
    /// <summary>Calls a second, whole calls only.</summary>
    public static double Rate(double seconds, Action action)
    {
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        TimeSpan spent;
        do
        {
            action();
            calls++;
            spent = Stopwatch.GetElapsedTime(start);
        }
        while (spent.TotalSeconds < seconds);

        return calls / spent.TotalSeconds;
    }
}
