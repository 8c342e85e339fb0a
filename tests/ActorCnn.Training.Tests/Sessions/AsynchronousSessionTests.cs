using ActorCnn.Data;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Tests.Sessions;

public class AsynchronousSessionTests
{
    private static readonly ConfigurationFile Seed = ConfigurationFile.Parse(
        """
        name: seed
        data: { source: bands }
        network:
          - { type: conv, channels: 10, kernel: 3, init: seed }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: conv, channels: 20, kernel: 2, init: seed }
          - { type: relu }
          - { type: max-pool, size: 2 }
          - { type: flatten }
          - { type: dense, units: 20, init: seed }
          - { type: relu }
          - { type: dense, units: 3, init: zero }
        training: { batch-size: 150, epochs: 100, shuffle: false, evaluate-every: 100, mode: asynchronous, staleness: 3 }
        """,
        "test", []);

    // The seed prints 0.9945 and more at its epoch 200; here an epoch has ten updates, so that half as many are plenty.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Should_train_the_seeds_bands_to_the_seeds_accuracy(int workers)
    {
        TrainingResult result = await TrainingSession.RunAsync(SeedJob() with { Workers = workers });

        Assert.Equal(("", RunOutcome.Completed), (result.End.Reason, result.End.Outcome));
        Assert.Equal(100, result.End.Position.Step);
        ShardMetrics test = result.End.Test!.Value;
        Assert.Equal(1, test.Accuracy);
        Assert.InRange(test.Probability, 0.9945, 1);
    }

    [Fact]
    public async Task Should_go_on_from_where_it_stopped_and_count_its_updates_on()
    {
        TrainingJob job = SeedJob() with { Optimizer = new AdamOptimizer(0.003f) };
        TrainingResult first = await TrainingSession.RunAsync(job with { Schedule = job.Schedule with { Epochs = 20 } });

        TrainingResult rest = await TrainingSession.RunAsync(
            job with { Weights = first.Weights, Position = first.End.Position, Schedule = job.Schedule with { Epochs = 60 } });

        Assert.Equal((RunOutcome.Completed, 60), (rest.End.Outcome, rest.End.Position.Step));
        Assert.Equal(1, rest.End.Test!.Value.Accuracy);
    }

    [Fact]
    public async Task Should_train_and_test_on_samples_that_are_prepared()
    {
        TrainingJob plain = SeedJob();
        TrainingJob job = plain with
        {
            Schedule = plain.Schedule with { Epochs = 5, EvaluateEvery = 5 },
            Preparation = new SamplePreparation(Normalization.Learn(plain.Data.Train), []),
        };

        TrainingResult result = await TrainingSession.RunAsync(job);

        // By this normalization others use the model.
        TrainedNetwork trained = new(job.Network, result.Weights, job.Preparation.Normalization);
        Assert.Equal(trained.Evaluate(job.Data.Test, threads: 1).Metrics.Loss, result.End.Test!.Value.Loss, 1e-9);
    }

    [Fact]
    public async Task Should_compute_again_what_a_worker_threw_on()
    {
        int thrown = 0;
        TrainingJob job = SeedJob();
        TrainingResult result = await TrainingSession.RunAsync(job with
        {
            Workers = 3,
            Schedule = job.Schedule with { Epochs = 5 },
            Computer = computer => new Unreliable(
                computer, work => work.Attempt < CoordinatorState.MaximumAttempts && Interlocked.Increment(ref thrown) % 7 == 0),
        });

        Assert.Equal((RunOutcome.Completed, 5), (result.End.Outcome, result.End.Position.Step));
        Assert.True(result.End.Position.ShardsReissued > 0);
    }

    private static TrainingJob SeedJob() => TrainingJob.Of(Seed, Seed.Configuration.Data.Load(Seed.Configuration.Seed));

    private sealed class Unreliable(IShardComputer computer, Func<ComputeShards, bool> throws) : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work) =>
            throws(work) ? throw new InvalidOperationException("thrown by the test") : computer.Compute(worker, work);
    }
}
