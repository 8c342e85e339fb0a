using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Benchmarks.Trainer;
using ActorCnn.Data.Augmentation;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// Where the time of a step goes: with one worker each part as a share of the whole trainer's step, with two the time in which both
/// compute, that in which one waits for the other, and that between two steps, which is the last sum, the update, the packing and the
/// messages.
/// </summary>
internal static class StepCommand
{
    public static int Run(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        MarkdownTable table = new("network", "a step", "kernels", "samples into lanes", "with flip, crop and cutout", "and rotation", "sum, update and packing", "messages and waiting", "2 workers: a step", "both compute", "one waits for the other", "between two steps");
        foreach (BenchmarkNetwork network in options.Networks)
        {
            TrainerBenchmark trainer = new(network);
            BareStep bare = new(network);
            SampleAugmentation[] changes = [new FlipAugmentation(), new CropAugmentation(2, 2), new CutoutAugmentation(8, 8)];
            BareStep changing = new(network, changes);
            BareStep turning = new(network, [.. changes, new RotateAugmentation(10)]);
            double seconds = options.Seconds;
            Alternation turns = new();
            Series whole = turns.Add(() => trainer.Train(workers: 1, seconds) / network.BatchSize);
            Series necessary = turns.Add(() => Window.Rate(seconds, bare.Run));
            Series compute = turns.Add(() => Window.Rate(seconds / 2, bare.Compute));
            Series load = turns.Add(() => Window.Rate(seconds / 2, bare.Load));
            Series change = turns.Add(() => Window.Rate(seconds / 2, changing.Load));
            Series turn = turns.Add(() => Window.Rate(seconds / 2, turning.Load));
            Series update = turns.Add(() => Window.Rate(seconds / 2, bare.SumAndUpdate));
            List<WorkerTimes> times = [];
            Series two = turns.Add(() =>
            {
                times.Add(new WorkerTimes(workers: 2));
                return trainer.Train(workers: 2, seconds, times[^1]) / network.BatchSize;
            });
            turns.Run(options.Rounds);

            // Rates are the inverse of times: a part's share is the whole's rate over its own.
            table.Add(
                network.Title,
                $"{MarkdownTable.Count(1e6 / whole.Median)} µs",
                MarkdownTable.Percent(whole.RatioTo(compute)),
                MarkdownTable.Percent(whole.RatioTo(load)),
                MarkdownTable.Percent(whole.RatioTo(change)),
                MarkdownTable.Percent(whole.RatioTo(turn)),
                MarkdownTable.Percent(whole.RatioTo(update)),
                MarkdownTable.Percent(1 - whole.RatioTo(necessary)),
                $"{MarkdownTable.Count(1e6 / two.Median)} µs",
                Part(times => times.Computing),
                Part(times => times.Waiting),
                Part(times => times.Between));

            // The first windows do not count.
            string Part(Func<WorkerTimes, double> part) => $"{MarkdownTable.Count(1e6 * Series.MedianOf(times.TakeLast(options.Rounds).Select(part)))} µs";
        }

        table.Write();
        return 0;
    }
}
