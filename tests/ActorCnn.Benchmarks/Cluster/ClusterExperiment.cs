using ActorCnn.Data;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Cluster;

/// <summary>A network that clusters are measured on, as an experiment: other nodes take its configuration and its data from the first.</summary>
internal sealed class ClusterExperiment
{
    private ClusterExperiment(string title, int batchSize, string network)
    {
        Title = $"{title}, batch {batchSize}";
        File = ConfigurationFile.Parse(
            $$"""
            name: cluster
            seed: 1
            data: { source: bands, height: 28, width: 28, classes: 10, train-samples: 4096, test-samples: 64 }
            network:
            {{network}}
            training: { batch-size: {{batchSize}}, epochs: 1000000, evaluate-every: 1000000, optimizer: { type: sgd, learning-rate: 0.01 } }
            """, "cluster", []);
        Data = File.Configuration.Data.Load(File.Configuration.Seed);
    }

    /// <summary>LeNet.</summary>
    public static ClusterExperiment Lenet() => new(
        "LeNet", 512,
        """
          - { type: conv, channels: 6, kernel: 5, padding: 2 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: conv, channels: 16, kernel: 5 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 120 }
          - { type: relu }
          - { type: dense, units: 84 }
          - { type: relu }
          - { type: dense, units: 10 }
        """);

    /// <summary>CNN-M.</summary>
    public static ClusterExperiment CnnM() => new(
        "CNN-M", 128,
        """
          - { type: conv, channels: 32, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: conv, channels: 64, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: conv, channels: 64, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 128 }
          - { type: relu }
          - { type: dense, units: 10 }
        """);

    /// <summary>What a table calls it.</summary>
    public string Title { get; }

    /// <summary>Its configuration.</summary>
    public ConfigurationFile File { get; }

    /// <summary>Its samples.</summary>
    public DataSplit Data { get; }

    /// <summary>A training of it that goes on until it is stopped, without evaluations and checkpoints.</summary>
    public TrainingJob Job(int workers)
    {
        TrainingJob job = TrainingJob.Of(File, Data);
        return job with
        {
            Schedule = job.Schedule with { Checkpoints = new CheckpointSettings { EverySteps = 0, EverySeconds = 0 } },
            Workers = workers,
        };
    }
}
