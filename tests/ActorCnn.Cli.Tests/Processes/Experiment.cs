namespace ActorCnn.Cli.Tests.Processes;

/// <summary>A small experiment on generated images: 7 steps an epoch, the last shard of a minibatch partly filled.</summary>
internal static class Experiment
{
    public const int StepsPerEpoch = 7;

    public const string Yaml =
        """
        name: stripes
        seed: 11
        data: { source: bands, train-samples: 150, test-samples: 40 }
        network:
          - { type: conv, channels: 4, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 3 }
        training: { batch-size: 24, epochs: 6, evaluate-every: 2, optimizer: { type: sgd, learning-rate: 0.1 } }
        """;

    /// <summary>Writes the experiment into a folder.</summary>
    public static string Write(ScratchDirectory folder) => folder.Write("stripes.yaml", Yaml);

    /// <summary>Trains an experiment in one process, and gives the hash of its weights.</summary>
    public static string TrainAlone(string yaml, params string[] options)
    {
        using ScratchDirectory scratch = new();
        return CommandProcess.Run(scratch.Root, ["train", scratch.Write("alone.yaml", yaml), "--out", "run", .. options]).AssertCode(0).WeightsSha256;
    }

    /// <summary>An experiment whose steps take tens of milliseconds, so that there is time for something to happen to a cluster.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="training">More of its training settings, as YAML writes them on one line.</param>
    public static string OfSlowSteps(string name, string training) =>
        $$"""
        name: {{name}}
        seed: 5
        data: { source: bands, train-samples: 2048, test-samples: 64 }
        network:
          - { type: conv, channels: 24, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: conv, channels: 24, kernel: 3, padding: 1 }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 3 }
        training: { batch-size: 512, {{training}} }
        """;
}
