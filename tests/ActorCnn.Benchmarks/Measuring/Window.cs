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

    /// <summary>Calls a second of the slower of two threads that do the same at the same time.</summary>
    public static double RateOfTwo(double seconds, Action first, Action second)
    {
        double other = 0;
        using Barrier start = new(2);
        Thread thread = new(() =>
        {
            start.SignalAndWait();
            other = Rate(seconds, second);
        });
        thread.Start();
        start.SignalAndWait();
        double mine = Rate(seconds, first);
        thread.Join();
        return Math.Min(mine, other);
    }
}
