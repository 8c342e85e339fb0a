using ActorCnn.Data;
using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Losses;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Workers;
using static ActorCnn.Training.Tests.Sessions.SessionJobs;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>The promise, inside one process: the same bits whatever the workers do.</summary>
public class TrainingSessionTests
{
    private static readonly Dictionary<string, Optimizer> EveryOptimizer = new()
    {
        ["sgd"] = new SgdOptimizer(0.1f),
        ["nesterov"] = new SgdOptimizer(0.05f) { Momentum = 0.9f, Nesterov = true, WeightDecay = 1e-3f },
        ["adam"] = new AdamOptimizer(0.01f),
        ["adamw"] = new AdamWOptimizer(0.01f) { WeightDecay = 0.1f },
        ["rmsprop"] = new RmsPropOptimizer(0.003f),
        ["cosine"] = new AdamOptimizer(0.01f) { Schedule = new CosineSchedule { WarmUpSteps = 4 } },
        ["clip-value"] = new SgdOptimizer(0.1f) { Clipping = new GradientClipping(Value: 0.02f) },
        ["clip-norm"] = new SgdOptimizer(0.1f) { Clipping = new GradientClipping(Norm: 0.1f) },
    };

    public static TheoryData<string> Optimizers => [.. EveryOptimizer.Keys];

    [Fact]
    public async Task Should_give_the_same_weights_for_any_number_of_workers()
    {
        string expected = await WeightsAsync(Job());
        foreach (int workers in new[] { 2, 3, 5, 8 })
        {
            Assert.Equal(expected, await WeightsAsync(Job() with { Workers = workers }));
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public async Task Should_give_the_same_weights_for_any_number_of_workers_and_slices(string optimizer)
    {
        TrainingJob job = Job() with { Optimizer = EveryOptimizer[optimizer] };
        string expected = await WeightsAsync(job with { Slices = 1 });
        foreach ((int slices, int workers) in new[] { (2, 1), (3, 2), (5, 5) })
        {
            Assert.Equal(expected, await WeightsAsync(job with { Slices = slices, Workers = workers }));
        }
    }

    [Fact]
    public async Task Should_give_other_weights_with_every_optimizer()
    {
        HashSet<string> weights = [];
        foreach (Optimizer optimizer in EveryOptimizer.Values)
        {
            Assert.True(weights.Add(await WeightsAsync(Job() with { Optimizer = optimizer })), $"{optimizer}");
        }
    }

    [Fact]
    public async Task Should_give_the_same_weights_for_any_number_of_workers_with_smoothed_labels()
    {
        TrainingJob job = Job() with { Loss = new CrossEntropyLoss(0.1f) };
        string expected = await WeightsAsync(job);

        Assert.NotEqual(await WeightsAsync(Job()), expected);
        Assert.Equal(expected, await WeightsAsync(job with { Workers = 2 }));
        Assert.Equal(expected, await WeightsAsync(job with { Workers = 5 }));
    }

    [Fact]
    public async Task Should_report_the_learning_rate_of_each_epochs_last_step()
    {
        EpochRecorder epochs = new();
        Optimizer optimizer = EveryOptimizer["cosine"];

        await TrainingSession.RunAsync(Job() with { Optimizer = optimizer, Observers = [epochs] });

        // Five epochs of three steps.
        Assert.Equal(
            Enumerable.Range(1, 5).Select(epoch => (double)optimizer.LearningRate((3 * epoch) - 1, new RunLength(15, 3))),
            epochs.Epochs.Select(epoch => epoch.LearningRate));
        Assert.Equal(5, epochs.Epochs.Select(epoch => epoch.LearningRate).Distinct().Count());
    }

    [Fact]
    public async Task Should_leave_the_bits_of_frozen_layers_alone_for_any_number_of_workers()
    {
        TrainingJob job = With(
            new ConvolutionLayer(4, 3, padding: 1) { Frozen = true }, new ReluLayer(), new MaxPoolingLayer(2), new FlattenLayer(),
            new DenseLayer(10), new TanhLayer(), new DenseLayer(3) { Frozen = true });
        float[] start = job.Network.InitialParameters(job.Seed);
        float[] end = (await TrainingSession.RunAsync(job)).Weights;

        Assert.All(job.Network.ParameterRanges, range => Assert.Equal(
            range.Update == ParameterUpdate.Frozen,
            start.AsSpan(range.Offset, range.Length).SequenceEqual(end.AsSpan(range.Offset, range.Length))));
        Assert.Equal(Network.Sha256(end), await WeightsAsync(job with { Workers = 5 }));
    }

    [Fact]
    public async Task Should_drop_the_same_values_for_any_number_of_workers()
    {
        TrainingJob job = With(
            new ConvolutionLayer(4, 3, padding: 1), new ReluLayer(), new DropoutLayer(0.2f), new MaxPoolingLayer(2), new FlattenLayer(),
            new DenseLayer(10), new TanhLayer(), new DropoutLayer(), new DenseLayer(3));
        string expected = await WeightsAsync(job);
        Assert.Equal(expected, await WeightsAsync(job with { Workers = 2 }));
        Assert.Equal(expected, await WeightsAsync(job with { Workers = 5 }));
    }

    [Fact]
    public async Task Should_normalize_alike_for_any_number_of_workers_and_learn_the_averages()
    {
        TrainingJob job = With(
            new ConvolutionLayer(4, 3, padding: 1), new BatchNormLayer(), new ReluLayer(), new MaxPoolingLayer(2), new FlattenLayer(),
            new DenseLayer(10), new BatchNormLayer(), new TanhLayer(), new DenseLayer(3));
        float[] weights = (await TrainingSession.RunAsync(job)).Weights;
        Assert.All(job.Network.ParameterRanges.Where(range => range.Update == ParameterUpdate.RunningAverage), range => Assert.DoesNotContain(
            weights.AsSpan(range.Offset, range.Length).ToArray(), value => value is 0 or 1));
        Assert.Equal(Network.Sha256(weights), await WeightsAsync(job with { Workers = 2 }));
        Assert.Equal(Network.Sha256(weights), await WeightsAsync(job with { Workers = 5 }));
    }

    [Fact]
    public async Task Should_train_blocks_alike_for_any_number_of_workers()
    {
        TrainingJob job = With(
            new ConvolutionLayer(4, 3, padding: 1), new ReluLayer(),
            new ResidualLayer([new ConvolutionLayer(4, new Window(3, 3, 1, 1, 2, 2, 2, 2), groups: 2), new BatchNormLayer(), new DropoutLayer(0.1f)]),
            new ResidualLayer([new ConvolutionLayer(6, 3, stride: 2)], [new AveragePoolingLayer(2), new ConvolutionLayer(6, 2)]) { Frozen = true },
            new GeluLayer(), new GlobalAveragePoolingLayer(), new DenseLayer(3));
        string expected = await WeightsAsync(job);
        Assert.Equal(expected, await WeightsAsync(job with { Workers = 2 }));
        Assert.Equal(expected, await WeightsAsync(job with { Workers = 5 }));
    }

    [Fact]
    public async Task Should_change_samples_alike_for_any_number_of_workers_and_otherwise_with_every_change()
    {
        HashSet<string> weights = [await WeightsAsync(Job())];
        foreach (SamplePreparation preparation in new SamplePreparation[]
        {
            new(Normalization.Learn(Job().Data.Train), []),
            new(null, [new FlipAugmentation()]),
            new(null, [new FlipAugmentation(Vertical: true)]),
            new(null, [new CropAugmentation(2, 1)]),
            new(null, [new ShiftAugmentation(2, 1)]),
            new(null, [new RotateAugmentation(20)]),
            new(null, [new CutoutAugmentation(3, 4)]),
            new(Normalization.Learn(Job().Data.Train), [new FlipAugmentation(), new CropAugmentation(1, 1), new CutoutAugmentation(3, 3)]),
        })
        {
            TrainingJob job = Job() with { Preparation = preparation };
            string expected = await WeightsAsync(job);

            Assert.True(weights.Add(expected), $"{preparation} changes nothing");
            Assert.Equal(expected, await WeightsAsync(job with { Workers = 5 }));
        }
    }

    [Fact]
    public async Task Should_give_other_weights_for_another_seed() =>
        Assert.NotEqual(await WeightsAsync(Job()), await WeightsAsync(Job() with { Seed = 8 }));

    [Fact]
    public async Task Should_give_the_same_weights_when_workers_throw_at_random()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        TrainingResult result = await TrainingSession.RunAsync(Job() with
        {
            Workers = 3,
            Computer = computer => new Unreliable(computer, work =>
            {
                // Never so often on the same shards that the run gives up: that has a test of its own.
                lock (random)
                {
                    return work.Attempt < CoordinatorState.MaximumAttempts && random.Next(6) == 0;
                }
            }),
        });
        Assert.True(result.End.Outcome == RunOutcome.Completed, $"seed {seed}: {result.End.Reason}");
        Assert.True(result.End.Position.ShardsReissued > 0, $"seed {seed}: no worker threw");
        Assert.Equal(await WeightsAsync(Job()), Network.Sha256(result.Weights));
    }

    [Theory]
    [InlineData("sgd")]
    [InlineData("nesterov")]
    [InlineData("adam")]
    [InlineData("adamw")]
    [InlineData("rmsprop")]
    public async Task Should_give_the_same_weights_when_stopped_at_a_random_step_and_resumed(string optimizer)
    {
        // Far more epochs than the stop, which takes its time to arrive, lets happen.
        int seed = Random.Shared.Next();
        int stopAt = new Random(seed).Next(1, 14);
        using CancellationTokenSource stop = new();
        KeptCheckpoint kept = new();
        TrainingResult stopped = await TrainingSession.RunAsync(
            WithEpochs(10_000, optimizer) with { Checkpoints = kept, Observers = [new StopAt(stopAt, stop)] }, () => "the test", stop.Token);
        Assert.True(stopped.End.Outcome == RunOutcome.Stopped, $"seed {seed}: {stopped.End.Outcome} {stopped.End.Reason}");

        EpochRecorder epochs = new();
        TrainingJob whole = WithEpochs(kept.Position!.Epoch + 2, optimizer);
        TrainingResult resumed = await TrainingSession.RunAsync(whole with
        {
            Workers = 2,
            Weights = kept.Weights,
            OptimizerState = kept.OptimizerState,
            Position = kept.Position,
            Observers = [epochs],
        });
        EpochRecorder quiet = new();
        TrainingResult never = await TrainingSession.RunAsync(whole with { Observers = [quiet] });
        Assert.True(Network.Sha256(never.Weights) == Network.Sha256(resumed.Weights), $"seed {seed}: stopped after step {kept.Position!.Step}");
        Assert.Equal(quiet.Epochs[^1].Train, epochs.Epochs[^1].Train);
        Assert.Equal(quiet.Epochs[^1].Test, epochs.Epochs[^1].Test);
    }

    [Fact]
    public async Task Should_give_the_same_metrics_for_any_number_of_workers()
    {
        EpochRecorder one = new();
        EpochRecorder five = new();
        await TrainingSession.RunAsync(Job() with { Observers = [one] });
        await TrainingSession.RunAsync(Job() with { Workers = 5, Observers = [five] });
        Assert.Equal(one.Epochs.Select(epoch => (epoch.Train, epoch.Test)), five.Epochs.Select(epoch => (epoch.Train, epoch.Test)));
    }

    [Fact]
    public async Task Should_sum_a_shard_wider_than_the_lanes_and_one_narrower_the_same_on_any_cluster()
    {
        foreach (int shardSize in new[] { 5, 40 })
        {
            TrainingJob job = Job();
            job = job with { Schedule = job.Schedule with { ShardSize = shardSize } };
            Assert.Equal(await WeightsAsync(job), await WeightsAsync(job with { Workers = 4 }));
        }
    }

    [Fact]
    public async Task Should_stop_at_the_step_whose_loss_is_not_finite_and_name_shard_and_samples()
    {
        TrainingResult result = await TrainingSession.RunAsync(Job() with { Optimizer = new SgdOptimizer(float.MaxValue) });
        Assert.Equal(RunOutcome.Failed, result.End.Outcome);
        Assert.Matches(@"^step \d+ \(epoch \d+\): .* in shard \d+, samples [\d ]+ of ", result.End.Reason);
    }

    [Fact]
    public async Task Should_fail_with_the_reason_when_a_worker_cannot_ever_compute_a_shard()
    {
        TrainingResult result = await TrainingSession.RunAsync(Job() with { Computer = computer => new Unreliable(computer, _ => true) });
        Assert.Equal(RunOutcome.Failed, result.End.Outcome);
        Assert.Contains("in 5 attempts", result.End.Reason, StringComparison.Ordinal);
        Assert.Contains("thrown by the test", result.End.Reason, StringComparison.Ordinal);
    }

    private static TrainingJob With(params Layer[] layers) => Job() with { Network = Network.Create(Job().Data.Train.Shape, layers) };

    private static TrainingJob WithEpochs(int epochs, string optimizer)
    {
        TrainingJob job = Job() with { Optimizer = EveryOptimizer[optimizer] };
        return job with { Schedule = job.Schedule with { Epochs = epochs } };
    }

    private sealed class Unreliable(IShardComputer computer, Func<ComputeShards, bool> throws) : IShardComputer
    {
        public ShardsComputed Compute(int worker, ComputeShards work) =>
            throws(work) ? throw new InvalidOperationException("thrown by the test") : computer.Compute(worker, work);
    }

    private sealed class EpochRecorder : IRunObserver
    {
        public List<EpochCompleted> Epochs { get; } = [];

        public void OnEvent(RunEvent happened)
        {
            if (happened is EpochCompleted epoch)
            {
                Epochs.Add(epoch);
            }
        }
    }

    private sealed class KeptCheckpoint : ICheckpointWriter
    {
        public RunPosition? Position { get; private set; }

        public float[]? Weights { get; private set; }

        public float[]? OptimizerState { get; private set; }

        public string? Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState)
        {
            (Position, Weights, OptimizerState) = (position, weights.ToArray(), optimizerState.ToArray());
            return "memory";
        }
    }
}
