using System.Runtime.Intrinsics;
using ActorCnn.Benchmarks.Libtorch;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>The tables of the README: the whole trainer beside libtorch, on the same networks, minibatches and threads.</summary>
internal static class TableCommand
{
    public static int Run(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        Console.Error.WriteLine("building libtorch's program …");
        (string? program, string? problem) = PeerBuild.Run();
        List<NetworkFigures> figures = [];
        foreach (BenchmarkNetwork network in options.Networks)
        {
            Console.Error.WriteLine($"measuring {network.Name} …");
            figures.Add(NetworkFigures.Measure(network, program, options));
        }

        WriteTraining(figures);
        WriteInference(figures);
        if (problem is not null)
        {
            Console.WriteLine($"libtorch is left out: {problem}");
        }

        WriteMachine(figures);
        return 0;
    }

    private static void WriteTraining(IEnumerable<NetworkFigures> figures)
    {
        MarkdownTable table = new(
            "training, samples/s", "batch", "1 worker", "libtorch, 1 thread", "ratio", "2 workers", "libtorch, 2 threads", "ratio",
            "2 workers / 1", "GFLOP/s, 1 worker", "of the core's peak");
        foreach (NetworkFigures network in figures)
        {
            double useful = network.Benchmark.TrainingOperations / 1e9;
            table.Add(
                [
                    network.Benchmark.Title,
                    MarkdownTable.Count(network.Benchmark.BatchSize),
                    .. Beside(network.Train[0]),
                    .. Beside(network.Train[1]),
                    MarkdownTable.Ratio(network.Train[1].Ours.RatioTo(network.Train[0].Ours)),
                    MarkdownTable.Count(network.Train[0].Ours.Median * useful),
                    MarkdownTable.Percent(network.Train[0].Ours.RatioTo(network.Peak) * useful),
                ]);
        }

        table.Write();
    }

    private static void WriteInference(IEnumerable<NetworkFigures> figures)
    {
        MarkdownTable table = new(
            "inference, samples/s", "1 thread", "libtorch, 1 thread", "ratio", "2 threads", "libtorch, 2 threads", "ratio");
        foreach (NetworkFigures network in figures)
        {
            table.Add(
                [
                    network.Benchmark.Title,
                    .. Beside(network.Evaluate[0]),
                    .. Beside(network.Evaluate[1]),
                ]);
        }

        table.Write();
    }

    private static string[] Beside(Pair pair) => pair.Peer is null
        ? [MarkdownTable.Count(pair.Ours.Median), "-", "-"]
        : [MarkdownTable.Count(pair.Ours.Median), MarkdownTable.Count(pair.Peer.Median), MarkdownTable.Ratio(pair.Ours.RatioTo(pair.Peer))];

    private static void WriteMachine(List<NetworkFigures> figures)
    {
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        string peak = MarkdownTable.Count(figures.Max(network => network.Peak.Median));
        Console.WriteLine(
            $"Measured on {Environment.ProcessorCount} cores with vectors of {bits} bits and a multiply-add peak of {peak} GFLOP/s a core, "
            + "everything in turn, with `dotnet run -c Release --project tests/ActorCnn.Benchmarks -- table`.");
    }
}
