using System.Globalization;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Benchmarks.Trainer;
using ActorCnn.Networks.Kernels.Lanes;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>Each network's gradient on one thread, beside the machine's multiply-add peak measured in turn with it.</summary>
internal static class KernelsCommand
{
    public static int Run(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        foreach (BenchmarkNetwork network in options.Networks)
        {
            GradientBenchmark benchmark = new(network.Network);
            Alternation turns = new();
            Series samples = turns.Add(() => Window.Rate(options.Seconds, benchmark.Run) * LaneNetwork.Lanes);
            Series peak = turns.Add(() => MultiplyAddPeak.Measure(options.Seconds));
            turns.Run(options.Rounds);
            double useful = network.TrainingOperations / 1e9;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{network.Name,-6} {samples.Median,10:F0} samples/s  {samples.Median * useful,6:F1} GFLOP/s  "
                + $"peak {peak.Median,6:F1} GFLOP/s  {samples.RatioTo(peak) * useful,6:P1} of it"));
        }

        return 0;
    }
}
