using System.Diagnostics;
using System.Globalization;
using ActorCnn.Benchmarks.Cluster;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>
/// Whether heartbeats stay healthy: two nodes in two processes, each with a worker a core, so that every core computes twice over, and
/// beside them tensors at full rate. Heartbeats go out every 500 ms; a node that is silent for 5 s more is unreachable.
/// </summary>
internal static class HeartbeatsCommand
{
    public static async Task<int> RunAsync(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        ClusterExperiment experiment = ClusterExperiment.CnnM();
        int workers = Environment.ProcessorCount;
        int port = FreePorts.OnLoopback(1)[0];
        NodeSettings settings = new() { Port = port, AkkaOverrides = AkkaSettings.Parse(RecordingDetector.Setting, "benchmark") };
        using WorkerProcess worker = new(port, workers);
        using PausedRun run = new(experiment.Job(workers), (job, stop) =>
            new CoordinatorNode(settings, experiment.File.Configuration, minimumNodes: 2).TrainAsync(job, null, stop));
        MarkdownTable table = new($"{experiment.Title}, 2 nodes of {workers} workers", "heartbeats", "median gap, ms", "largest, ms", "tensors, MB/s", "samples/s");
        run.Rate(1);
        Measure("nothing computes", () => Sleep(options.Seconds), traffic: null);
        Measure("training", () => run.Rate(options.Seconds), traffic: null);
        BulkTrafficLoad traffic = new();
        await using (traffic.ConfigureAwait(false))
        {
            Measure("training, and tensors at full rate", () => run.Rate(options.Seconds), traffic);
        }

        table.Write();
        RunStatus status = run.Status();
        Console.WriteLine($"nodes lost: {status.Position.NodesLost}, shards granted again: {status.Position.ShardsReissued}");
        return status.Position.NodesLost == 0 ? 0 : 1;

        void Measure(string title, Func<double> work, BulkTrafficLoad? traffic)
        {
            RecordingDetector.TakeGaps();
            long bytes = traffic?.Bytes ?? 0;
            long start = Stopwatch.GetTimestamp();
            double rate = work();
            double megabytes = ((traffic?.Bytes ?? 0) - bytes) / 1e6 / Stopwatch.GetElapsedTime(start).TotalSeconds;
            double[] gaps = RecordingDetector.TakeGaps();
            table.Add(
                title, gaps.Length.ToString(CultureInfo.InvariantCulture), MarkdownTable.Count(1000 * gaps[gaps.Length / 2]), MarkdownTable.Count(1000 * gaps[^1]),
                MarkdownTable.Count(megabytes), MarkdownTable.Count(rate));
        }
    }

    private static double Sleep(double seconds)
    {
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        return 0;
    }
}
