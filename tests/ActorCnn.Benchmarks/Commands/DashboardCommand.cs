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
    // Opening a page is slow code for its first thirty times, and what runs once a second for its first half minute.
    private const int WarmUps = 35;

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
            for (int i = 0; i < WarmUps; i++)
            {
                training.Measure(isOpen: true, options.Seconds);
            }

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

    // A median leaves out what happens in few windows, as looks at the network do: the sum over all does not, and is less sure. Surest is
    // how much longer those that train waited for a core: a step is delayed by as much at most, and the host's speed is not in it.
    private static void Write(Pair[] pairs)
    {
        Pair all = Sum(pairs);
        MarkdownTable table = new("ms a second", "looks", "events", "workers wait for a core");
        Add("none", all.None);
        Add("page open", all.Open);
        table.Write();
        Tell("speed beside none, median of the rounds", some => Series.MedianOf(some.Select(SpeedRatio)));
        Tell("speed beside none, all rounds", some => SpeedRatio(Sum(some)));
        Tell("the worst that the workers' waits can make of it", some => 1 - MoreWaits(Sum(some)));

        void Add(string title, Stretch sum) => table.Add(
            title, PerSecond(sum.Threads.Looks, sum), PerSecond(sum.Threads.Others, sum), PerSecond(sum.Threads.Waits, sum));

        void Tell(string title, Func<Pair[], double> ratio) => Console.WriteLine($"{title} (95 %): {Estimate.Of(pairs, ratio).AsChange()}");
    }

    private static string PerSecond(double seconds, Stretch all) => (1000 * seconds / all.Seconds).ToString("F2", CultureInfo.InvariantCulture);

    private static double SpeedRatio(Pair pair) => pair.Open.StepsPerSecond / pair.None.StepsPerSecond;

    private static double MoreWaits(Pair pair) => (pair.Open.Threads.Waits / pair.Open.Seconds) - (pair.None.Threads.Waits / pair.None.Seconds);

    private static Pair Sum(Pair[] pairs) => pairs.Aggregate((sum, pair) => new Pair(sum.None + pair.None, sum.Open + pair.Open));

    /// <summary>Two windows, one after the other.</summary>
    private readonly record struct Pair(Stretch None, Stretch Open);
}
