using ActorCnn.Cluster.Hosting;
using ActorCnn.Cluster.Joining;
using ActorCnn.Cluster.Security;
using ActorCnn.Cluster.Tests.Security;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Cluster.Tests.Hosting;

/// <summary>A coordinator and a worker node, each with an actor system of its own, in the process of the test.</summary>
public sealed class ClusterTrainingTests(TlsCluster certificates) : IClassFixture<TlsCluster>
{
    private const string Yaml =
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
        training: { batch-size: 72, shard-size: 8, epochs: 6, evaluate-every: 2, optimizer: { type: sgd, learning-rate: 0.1 } }
        """;

    private static readonly ConfigurationFile File = ConfigurationFile.Parse(Yaml, "test", []);
    private static readonly DataSplit Data = File.Configuration.Data.Load(11);

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(3, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 4)]
    public async Task Should_come_to_the_weights_of_one_process(int slices, int nodes)
    {
        (TrainingResult result, GuestEnd? guest) = await TrainAsync(File.Configuration, Data, slices, nodes: nodes);
        Assert.Equal(nodes, result.End.Nodes);
        Assert.Equal(1 + (2 * (nodes - 1)), result.End.Workers);
        Assert.Equal(0, result.End.Position.NodesLost);
        Assert.Equal(nodes > 1 ? GuestOutcome.Completed : null, guest?.Outcome);
        Assert.Equal(await AloneAsync(Data), result.Weights);
    }

    [Fact]
    public async Task Should_come_to_the_weights_of_one_process_when_it_clips_by_the_norm_of_all_slices()
    {
        RunConfiguration clipped = RunConfiguration.Parse(Yaml, "test", ["training.optimizer={ type: sgd, learning-rate: 0.1, clip-norm: 0.05 }"]);
        (TrainingResult result, _) = await TrainAsync(clipped, Data, slices: 3);
        float[] alone = (await TrainingSession.RunAsync(JobOf(clipped, Data, 1))).Weights;
        Assert.Equal(alone, result.Weights);
        Assert.NotEqual(await AloneAsync(Data), alone);
    }

    [Fact]
    public async Task Should_come_to_the_weights_of_one_process_with_gradients_of_16_bits()
    {
        RunConfiguration half = RunConfiguration.Parse(Yaml, "test", ["training.compression={ type: float16 }"]);
        (TrainingResult result, _) = await TrainAsync(half, Data, slices: 3);
        Assert.Equal(2, result.End.Nodes);
        float[] alone = (await TrainingSession.RunAsync(JobOf(half, Data, 1))).Weights;
        Assert.Equal(alone, result.Weights);
        Assert.NotEqual(await AloneAsync(Data), alone);
    }

    [Fact]
    public async Task Should_prove_who_they_are_by_certificates()
    {
        (TrainingResult result, _) = await TrainAsync(File.Configuration, Data, 2, certificates.First, certificates.Second);
        Assert.Equal(2, result.End.Nodes);
        Assert.Equal(await AloneAsync(Data), result.Weights);
    }

    [Fact]
    public async Task Should_give_the_data_to_a_node_that_has_none()
    {
        // What the configuration names is nowhere: the node has only what the coordinator gives.
        RunConfiguration nowhere = RunConfiguration.Parse(
            Yaml.Replace("source: bands, train-samples: 150, test-samples: 40", "source: idx, folder: /nowhere", StringComparison.Ordinal), "test", []);
        (TrainingResult result, GuestEnd? guest) = await TrainAsync(nowhere, Data, 1);
        Assert.Equal(GuestOutcome.Completed, guest?.Outcome);
        Assert.Equal(2, result.End.Nodes);
        Assert.Equal(await AloneAsync(Data), result.Weights);
    }

    [Fact]
    public async Task Should_refuse_a_node_with_another_configuration_or_other_data()
    {
        RunConfiguration other = RunConfiguration.Parse(Yaml, "test", ["training.shard-size=16"]);
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => TrainAsync(File.Configuration, Data, 1, own: other));
        Assert.Contains("training.shard-size", refused.Message, StringComparison.Ordinal);
        refused = await Assert.ThrowsAsync<InvalidInputException>(
            () => TrainAsync(File.Configuration, File.Configuration.Data.Load(12), 1, own: File.Configuration));
        Assert.Contains("data_sha256", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Should_come_to_the_weights_of_one_process_when_nodes_that_hold_slices_leave_and_the_metrics_are_told_once()
    {
        RunConfiguration adam = RunConfiguration.Parse(
            Yaml, "test", ["training.epochs=40", "training.optimizer={ type: adam, learning-rate: 0.01 }", "training.checkpoints={ every-steps: 25 }"]);
        int port = FreePorts.OnLoopback(1)[0];
        using CancellationTokenSource first = new();
        using CancellationTokenSource second = new();
        Epochs epochs = new((8, first), (22, second));
        TrainingJob job = JobOf(adam, Data, slices: 3);
        Task<TrainingResult> training = new CoordinatorNode(new NodeSettings { Port = port }, adam, minimumNodes: 3)
            .TrainAsync(job with { Observers = [epochs] }, null, CancellationToken.None);
        NodeSettings settings = new() { Join = [new NodeAddress("127.0.0.1", port)] };
        await Task.WhenAll(
            new WorkerNode(settings, workers: 1, null).RunAsync(first.Token), new WorkerNode(settings, workers: 1, null).RunAsync(second.Token));
        TrainingResult result = await training;
        Assert.Equal("", result.End.Reason);
        Assert.Equal(1, result.End.Nodes);
        Assert.Equal((await TrainingSession.RunAsync(job)).Weights, result.Weights);
        Assert.Equal(Enumerable.Range(1, 40), epochs.Told);

        // No step is done again, though the newest checkpoint that was due is an older one.
        Assert.Equal(2, epochs.Warnings.Count(warning => warning.Contains("parameters, has left; the run goes on from step", StringComparison.Ordinal)));
        Assert.DoesNotContain(epochs.Warnings, warning => warning.Contains("does those since again", StringComparison.Ordinal));
    }

    private static async Task<float[]> AloneAsync(DataSplit data) => (await TrainingSession.RunAsync(JobOf(File.Configuration, data, 1))).Weights;

    private static TrainingJob JobOf(RunConfiguration configuration, DataSplit data, int slices) =>
        TrainingJob.Of(configuration, File.CreateNetwork(data.Train.Shape, data.Train.ClassNames.Count), data, SamplePreparation.None) with
        {
            Workers = 1,
            Slices = slices,
        };

    // The run waits for all nodes; when one is refused, it is stopped.
    private static async Task<(TrainingResult Result, GuestEnd? Guest)> TrainAsync(
        RunConfiguration configuration, DataSplit data, int slices, NodeTls? first = null, NodeTls? second = null, RunConfiguration? own = null, int nodes = 2)
    {
        int port = FreePorts.OnLoopback(1)[0];
        using CancellationTokenSource stop = new();
        CoordinatorNode coordinator = new(new NodeSettings { Port = port, Tls = first }, configuration, minimumNodes: nodes);
        Task<TrainingResult> training = coordinator.TrainAsync(JobOf(configuration, data, slices), null, stop.Token);
        NodeSettings settings = new() { Join = [new NodeAddress("127.0.0.1", port)], Tls = second };
        try
        {
            GuestEnd?[] guests = await Task.WhenAll(
                Enumerable.Range(1, nodes - 1).Select(_ => new WorkerNode(settings, workers: 2, own).RunAsync(stop.Token)));
            return (await training, guests.FirstOrDefault());
        }
        catch
        {
            await stop.CancelAsync();
            Assert.Equal(RunOutcome.Stopped, (await training).End.Outcome);
            throw;
        }
    }

    private sealed class Epochs(params (int After, CancellationTokenSource Leave)[] leaving) : IRunObserver
    {
        public List<int> Told { get; } = [];

        public List<string> Warnings { get; } = [];

        public void OnEvent(RunEvent happened)
        {
            if (happened is EpochCompleted epoch)
            {
                Told.Add(epoch.Epoch);
                foreach ((_, CancellationTokenSource leave) in leaving.Where(node => node.After == epoch.Epoch))
                {
                    leave.Cancel();
                }
            }
            else if (happened is RunWarning warning)
            {
                Warnings.Add(warning.Message);
            }
        }
    }
}
