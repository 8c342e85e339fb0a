using System.Diagnostics;

namespace ActorCnn.Benchmarks;

/// <summary>Runs two things in turn; each rate is the median of many short windows, so that both see the same disturbances.</summary>
/// <param name="First">Calls of the first a second.</param>
/// <param name="Second">Calls of the second a second.</param>
internal readonly record struct Rates(double First, double Second)
{
    private const int Windows = 31;

    public static Rates Measure(double seconds, Action first, Action second)
    {
        double window = seconds / Windows / 2;
        Window(window, first);
        Window(window, second);
        double[] firsts = new double[Windows];
        double[] others = new double[Windows];
        for (int i = 0; i < Windows; i++)
        {
            firsts[i] = Window(window, first);
            others[i] = Window(window, second);
        }

        return new Rates(Median(firsts), Median(others));
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static double Window(double seconds, Action action)
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
