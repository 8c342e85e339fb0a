using System.Globalization;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Benchmarks.Watching;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// What a dashboard costs a training. One goes on all the time, and the dashboard is there by turns, in an order that is drawn anew for
/// each round and then gone through backwards, so that what drifts is the same for all.
/// </summary>
internal static class DashboardCommand
{
    // What runs twice a second is slow code for its first half minute.
    private const double WarmUpSeconds = 40;
    private static readonly Presence[] All = Enum.GetValues<Presence>();

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
            training.Measure(Presence.Open, WarmUpSeconds);
            Stretch[][] rounds = [.. Enumerable.Range(0, options.Rounds).Select(_ =>
            {
                random.Shuffle(All);
                return Measure(training, All, options.Seconds);
            })];
            Console.WriteLine(training.EndWatcher());
            Write(rounds);
        }

        return 0;
    }

    // By what was measured, whatever the order.
    private static Stretch[] Measure(WatchedTraining training, Presence[] order, double seconds)
    {
        Stretch[] sums = new Stretch[order.Length];
        foreach (Presence presence in order.Concat(order.Reverse()))
        {
            sums[(int)presence] += training.Measure(presence, seconds);
        }

        return sums;
    }

    // A median leaves out what happens in few rounds, as looks at the network do: the sum over all rounds does not.
    private static void Write(Stretch[][] rounds)
    {
        MarkdownTable table = new(
            "dashboard", "steps/s", "median of the rounds beside none (95 %)", "all rounds beside none (95 %)", "CPU s per 1,000 steps", "beside none (95 %)");
        Add("none", Presence.Absent);
        Add("no page open", Presence.Unwatched);
        Add("page open", Presence.Open);
        table.Write();

        void Add(string title, Presence presence) => table.Add(
            title,
            Sum(rounds, presence).StepsPerSecond.ToString("F1", CultureInfo.InvariantCulture),
            Estimate.Of(rounds, some => Median(some, presence)).AsChange(),
            Estimate.Of(rounds, some => Sum(some, presence).StepsPerSecond / Sum(some, Presence.Absent).StepsPerSecond).AsChange(),
            (1000 * Sum(rounds, presence).ProcessorSecondsPerStep).ToString("F3", CultureInfo.InvariantCulture),
            Estimate.Of(rounds, some => Sum(some, presence).ProcessorSecondsPerStep / Sum(some, Presence.Absent).ProcessorSecondsPerStep).AsChange());
    }

    private static Stretch Sum(Stretch[][] rounds, Presence presence) =>
        rounds.Aggregate(default(Stretch), (sum, round) => sum + round[(int)presence]);

    private static double Median(Stretch[][] rounds, Presence presence) =>
        Series.MedianOf(rounds.Select(round => round[(int)presence].StepsPerSecond / round[(int)Presence.Absent].StepsPerSecond));
}
