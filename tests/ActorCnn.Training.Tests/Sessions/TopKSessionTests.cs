using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.TestKit;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;
using static ActorCnn.Training.Tests.Sessions.SessionJobs;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>Top-k gradients: what they leave out is kept, whatever happens to workers and runs.</summary>
public class TopKSessionTests
{
    [Fact]
    public async Task Should_give_other_weights_with_another_fraction() => Assert.NotEqual(
        await WeightsAsync(With(Job(), GradientCompression.TopK(0.05))),
        await WeightsAsync(With(Job(), GradientCompression.TopK(0.06))));

    [Fact]
    public async Task Should_give_the_weights_of_whole_gradients_when_all_of_each_is_sent()
    {
        TrainingJob whole = Job();
        Assert.Equal(await WeightsAsync(whole), await WeightsAsync(With(whole, GradientCompression.TopK(1))));
    }

    [Fact]
    public async Task Should_leave_statistics_and_frozen_layers_as_they_are()
    {
        TrainingJob whole = SmallJob.Of(
            new ConvolutionLayer(4, 3) { Frozen = true }, new BatchNormLayer(), new FlattenLayer(), new DenseLayer(3)) with
        {
            Optimizer = new SgdOptimizer(0),
        };
        TrainingJob job = With(whole, GradientCompression.TopK(0.01));

        // Without a learning rate nothing but the averages of the statistics changes.
        Assert.Equal(await WeightsAsync(whole), await SmallJob.AssertSameWeightsAsync(job));
        await SmallJob.AssertSameWeightsAsync(job with { Optimizer = new SgdOptimizer(0.1f) { Momentum = 0.9f } });
    }

    [Fact]
    public async Task Should_give_the_same_weights_when_workers_throw_after_a_part_of_their_shards()
    {
        TrainingJob job = With(Job(), GradientCompression.TopK(0.05));
        TrainingResult result = await TrainingSession.RunAsync(job with
        {
            Workers = 2,
            Computer = computer => new ThrowsAfterwards(computer),
        });

        Assert.Equal(("", RunOutcome.Completed), (result.End.Reason, result.End.Outcome));
        Assert.True(result.End.Position.ShardsReissued > 0, "no worker threw");
        Assert.Equal(await WeightsAsync(job), Network.Sha256(result.Weights));
    }

    [Fact]
    public async Task Should_give_the_same_weights_when_stopped_at_a_random_step_and_resumed()
    {
        // Far more epochs than the stop, which takes its time to arrive, lets happen.
        int seed = Random.Shared.Next();
        int stopAt = new Random(seed).Next(1, 14);
        TrainingJob endless = With(Job(), GradientCompression.TopK(0.05));
        endless = endless with { Schedule = endless.Schedule with { Epochs = 10_000 } };
        using CancellationTokenSource stop = new();
        ShardResiduals residuals = ShardResiduals.Of(endless.Schedule, endless.Network)!;
        KeptCheckpoint kept = new(residuals);
        TrainingResult stopped = await TrainingSession.RunAsync(
            endless with { Residuals = residuals, Checkpoints = kept, Observers = [new StopAt(stopAt, stop)] }, () => "the test", stop.Token);
        Assert.True(stopped.End.Outcome == RunOutcome.Stopped, $"seed {seed}: {stopped.End.Outcome} {stopped.End.Reason}");

        TrainingJob job = endless with { Schedule = endless.Schedule with { Epochs = kept.Position!.Epoch + 2 } };
        TrainingResult resumed = await TrainingSession.RunAsync(job with
        {
            Workers = 5,
            Weights = kept.Weights,
            Residuals = ShardResiduals.Of(job.Schedule, job.Network, kept.Residuals),
            Position = kept.Position,
        });

        Assert.True(await WeightsAsync(job) == Network.Sha256(resumed.Weights), $"seed {seed}: stopped after step {kept.Position.Step}");
    }

    [Fact]
    public void Should_refuse_residuals_of_another_run()
    {
        TrainingJob job = With(Job(), GradientCompression.TopK(0.05));
        int length = ShardResiduals.Of(job.Schedule, job.Network)!.Length;
        foreach ((float[][] left, string got) in new (float[][], string)[] { ([], "none"), ([new float[length - 1]], $"1 with {length - 1}") })
        {
            InvalidInputException refused = Assert.Throws<InvalidInputException>(() => ShardResiduals.Of(job.Schedule, job.Network, left, "some.ckpt"));
            Assert.Equal(
                $"some.ckpt: the residuals are of another run; expected those of 5 shards with {length} numbers each, got {got}; "
                + "fix: train anew into another directory", refused.Message);
        }
    }

    private static TrainingJob With(TrainingJob job, GradientCompression compression) =>
        job with { Schedule = job.Schedule with { Compression = compression } };

    // The shards of the range have changed their residuals by then.
    private sealed class ThrowsAfterwards(IShardComputer computer) : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work)
        {
            ShardsComputed result = computer.Compute(worker, work);
            return work.Attempt == 1 && work.Range.First % 2 == 0 && work.Pass.Kind == PassKind.Gradient
                ? throw new InvalidOperationException("thrown by the test")
                : result;
        }
    }

    private sealed class KeptCheckpoint(ShardResiduals residuals) : ICheckpointWriter
    {
        public RunPosition? Position { get; private set; }

        public float[]? Weights { get; private set; }

        public float[][] Residuals { get; private set; } = [];

        public string? Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState)
        {
            (Position, Weights, Residuals) = (position, weights.ToArray(), [.. residuals.Left.Select(shard => shard.ToArray())]);
            return "memory";
        }
    }
}
