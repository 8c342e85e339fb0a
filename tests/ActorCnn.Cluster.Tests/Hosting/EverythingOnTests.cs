using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Joining;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Cluster.Tests.Hosting;

/// <summary>
/// The promise with all that a configuration can ask for: one process with any number of workers and two nodes, of which one has nothing but
/// what the other sends, come to the same bits.
/// </summary>
public sealed class EverythingOnTests
{
    // The folder is nowhere: the second node must get the pixels over the wire, and learn the normalization from them.
    private static readonly ConfigurationFile File = ConfigurationFile.Parse(
        """
        name: everything
        seed: 11
        data:
          source: idx
          folder: /nowhere
          normalize: true
          augment:
            - { type: flip }
            - { type: flip, direction: vertical, probability: 0.1 }
            - { type: crop, padding: [1, 2] }
            - { type: shift, pixels: 1 }
            - { type: rotate, degrees: 20 }
            - { type: cutout, size: 4 }
        network:
          - { type: conv, channels: 8, kernel: 3, padding: 1 }
          - { type: batch-norm }
          - { type: relu }
          - type: residual
            layers:
              - { type: conv, channels: 8, kernel: 3, padding: 2, dilation: 2, groups: 4 }
              - { type: batch-norm }
              - { type: gelu }
              - { type: dropout, rate: 0.1 }
          - { type: max-pool, size: 2 }
          - type: residual
            layers: [{ type: conv, channels: 12, kernel: 3, padding: 1 }, { type: batch-norm }]
            shortcut: [{ type: conv, channels: 12, kernel: 1 }]
          - { type: leaky-relu }
          - { type: avg-pool, size: 2 }
          - { type: global-avg-pool }
          - { type: dense, units: 16 }
          - { type: elu }
          - { type: dropout }
          - { type: dense, units: 3 }
        loss: { type: cross-entropy, label-smoothing: 0.1 }
        training:
          batch-size: 40
          shard-size: 8
          epochs: 3
          optimizer:
            type: adamw
            learning-rate: 0.003
            weight-decay: 0.05
            clip-value: 0.2
            clip-norm: 0.5
            schedule: { type: cosine, warm-up-steps: 4 }
        """,
        "test", []);

    private static readonly DataSplit Data =
        RunConfiguration.Parse("name: x\ndata: { source: bands, test-samples: 40 }\nnetwork: [{ type: flatten }, { type: dense, units: 3 }]", "test", [])
            .Data.Load(11);

    [Fact]
    public async Task Should_come_to_the_same_weights_with_one_two_and_five_workers_and_with_two_nodes()
    {
        string expected = await AloneAsync(workers: 1);
        Assert.Equal(expected, await AloneAsync(workers: 2));
        Assert.Equal(expected, await AloneAsync(workers: 5));

        int port = FreePorts.OnLoopback(1)[0];
        CoordinatorNode coordinator = new(new NodeSettings { Port = port }, File.Configuration, minimumNodes: 2);
        Task<TrainingResult> training = coordinator.TrainAsync(Job(workers: 1), null, CancellationToken.None);
        WorkerNode worker = new(new NodeSettings { Join = [new NodeAddress("127.0.0.1", port)] }, workers: 2, null);
        GuestEnd? guest = await worker.RunAsync(CancellationToken.None);
        TrainingResult result = await training;

        Assert.Equal(GuestOutcome.Completed, guest?.Outcome);
        Assert.Equal((2, 3, 0), (result.End.Nodes, result.End.Workers, result.End.Position.NodesLost));
        Assert.Equal(expected, Network.Sha256(result.Weights));
    }

    private static async Task<string> AloneAsync(int workers) => Network.Sha256((await TrainingSession.RunAsync(Job(workers))).Weights);

    private static TrainingJob Job(int workers) => TrainingJob.Of(File, Data) with { Workers = workers };
}
