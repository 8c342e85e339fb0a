using ActorCnn.Benchmarks.Cluster;
using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Cluster.Hosting;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Commands;

/// <summary>What a second node costs: two nodes with a worker each, in two processes, beside one with two workers.</summary>
internal static class NodesCommand
{
    // The processes reach their speed after some ten seconds of training.
    private const int RoundsBefore = 6;

    public static int Run(Options? options)
    {
        if (options is null)
        {
            return Options.Usage();
        }

        MarkdownTable table = new("network", "1 node, 2 workers, samples/s", "2 nodes, 1 worker each", "efficiency");
        foreach (ClusterExperiment experiment in (ClusterExperiment[])[ClusterExperiment.Lenet(), ClusterExperiment.CnnM()])
        {
            int port = FreePorts.OnLoopback(1)[0];
            using PausedRun one = new(experiment.Job(workers: 2), (job, stop) => TrainingSession.RunAsync(job, stop: stop));
            using WorkerProcess worker = new(port, workers: 1);
            using PausedRun two = new(experiment.Job(workers: 1), (job, stop) =>
                new CoordinatorNode(new NodeSettings { Port = port }, experiment.File.Configuration, minimumNodes: 2).TrainAsync(job, null, stop));
            Alternation turns = new();
            Series single = turns.Add(() => one.Rate(options.Seconds));
            Series pair = turns.Add(() => two.Rate(options.Seconds));
            turns.Run(options.Rounds, RoundsBefore);
            RunPosition end = two.Status().Position;
            if (end is not { NodesLost: 0, ShardsReissued: 0 })
            {
                Console.Error.WriteLine($"{experiment.Title}: the machine is too busy: {end.NodesLost} nodes lost, {end.ShardsReissued} shards granted again");
            }

            table.Add(experiment.Title, MarkdownTable.Count(single.Median), MarkdownTable.Count(pair.Median), MarkdownTable.Ratio(pair.RatioTo(single)));
        }

        table.Write();
        return 0;
    }
}
