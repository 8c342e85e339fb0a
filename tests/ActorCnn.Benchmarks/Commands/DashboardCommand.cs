using System.Globalization;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Benchmarks.Watching;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// What a page costs a training that it watches. One training goes on all the time; in each round a window without the dashboard and one
/// with a page open are neighbours, in an order that is drawn, since a machine's speed drifts by more in a minute than the page costs.
/// </summary>
internal static class DashboardCommand
{
    // What runs twice a second is slow code for its first half minute.
    private const double WarmUpSeconds = 40;

    public static async Task<int> RunAsync(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        WatchedTraining training = await WatchedTraining.StartAsync().ConfigureAwait(false);
        await using (training.ConfigureAwait(false))
        {
            Random random = new(1);
            training.Measure(isOpen: true, WarmUpSeconds);
            Pair[] pairs = [.. Enumerable.Range(0, options.Rounds).Select(_ => Measure(training, random.Next(2) == 0, options.Seconds))];
            Console.WriteLine(training.EndWatcher());
            Write(pairs);
        }

        return 0;
    }

    private static Pair Measure(WatchedTraining training, bool isOpenFirst, double seconds)
    {
        Stretch first = training.Measure(isOpenFirst, seconds);
        Stretch second = training.Measure(!isOpenFirst, seconds);
        return isOpenFirst ? new Pair(second, first) : new Pair(first, second);
    }

    // A median leaves out what happens in few windows, as looks at the network do: the sum over all does not, and is less sure.
    private static void Write(Pair[] pairs)
    {
        Pair all = Sum(pairs);
        MarkdownTable table = new("dashboard", "steps/s", "looks, ms of a core a second", "the rest but training, ms of a core a second");
        Add("none", all.None);
        Add("page open", all.Open);
        table.Write();
        Console.WriteLine($"speed beside none, median of the rounds (95 %): {Estimate.Of(pairs, some => Series.MedianOf(some.Select(SpeedRatio))).AsChange()}");
        Console.WriteLine($"speed beside none, all rounds (95 %): {Estimate.Of(pairs, some => SpeedRatio(Sum(some))).AsChange()}");

        void Add(string title, Stretch sum) => table.Add(
            title,
            sum.StepsPerSecond.ToString("F1", CultureInfo.InvariantCulture),
            (1000 * sum.Threads.Looks / sum.Seconds).ToString("F2", CultureInfo.InvariantCulture),
            (1000 * sum.Threads.Others / sum.Seconds).ToString("F2", CultureInfo.InvariantCulture));
    }

    private static double SpeedRatio(Pair pair) => pair.Open.StepsPerSecond / pair.None.StepsPerSecond;

    private static Pair Sum(Pair[] pairs) => pairs.Aggregate((sum, pair) => new Pair(sum.None + pair.None, sum.Open + pair.Open));

    /// <summary>Two windows, one after the other.</summary>
    private readonly record struct Pair(Stretch None, Stretch Open);
}
