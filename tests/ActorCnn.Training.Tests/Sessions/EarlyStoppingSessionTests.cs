using ActorCnn.Networks;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Optimization;
using ActorCnn.Networks.Optimization.Schedules;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.EarlyStopping;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>Runs whose course hangs on their evaluations: the same bits whatever the workers do, and whether they were stopped.</summary>
public class EarlyStoppingSessionTests
{
    // The accuracy reaches its best well before the loss stops falling by that little, so that all three have something to decide.
    private static readonly PatienceRule OfRate = new() { Patience = 2, MinDelta = 0.05 };
    private static readonly PatienceRule OfEnd = new() { Monitor = MonitoredMetric.TestAccuracy, Patience = 7 };

    [Fact]
    public async Task Should_give_the_same_weights_and_best_weights_for_any_number_of_workers_and_slices()
    {
        Outcome expected = await TrainAsync(Job());

        Assert.True(expected.Watch.RateFactor < 1, "the rate never dropped");
        Assert.True(expected.End.Position.Epoch < 200, "it did not stop early");
        Assert.InRange(expected.Watch.Best!.Value.Epoch, 1, expected.End.Position.Epoch - 1);
        Assert.NotEqual(expected.WeightsSha256, expected.BestSha256);
        foreach ((int workers, int slices) in new[] { (2, 1), (5, 1), (2, 3) })
        {
            Outcome other = await TrainAsync(Job() with { Workers = workers, Slices = slices });
            Assert.Equal((expected.WeightsSha256, expected.BestSha256, expected.Watch), (other.WeightsSha256, other.BestSha256, other.Watch));
            Assert.Equal(expected.End.Reason, other.End.Reason);
        }
    }

    [Fact]
    public async Task Should_decide_as_if_it_had_never_stopped_when_resumed_from_any_epoch()
    {
        Outcome whole = await TrainAsync(Job());
        foreach (int epochs in new[] { 1, whole.End.Position.Epoch / 2, whole.End.Position.Epoch - 1 })
        {
            TrainingJob job = Job();
            Outcome first = await TrainAsync(job with { Schedule = job.Schedule with { Epochs = epochs } });
            Outcome rest = await TrainAsync(
                Job() with { Workers = 2, Weights = first.Weights, Position = first.Kept.Position! }, first.Kept.Best);

            Assert.Equal((whole.WeightsSha256, whole.BestSha256, whole.Watch), (rest.WeightsSha256, rest.BestSha256, rest.Watch));
        }
    }

    [Fact]
    public async Task Should_keep_the_weights_that_a_run_of_as_many_epochs_ends_with()
    {
        Outcome run = await TrainAsync(Job());
        TrainingJob job = Job();

        Outcome shorter = await TrainAsync(job with { Schedule = job.Schedule with { Epochs = run.Watch.Best!.Value.Epoch } });

        Assert.Equal(shorter.WeightsSha256, run.BestSha256);
        Assert.Equal(shorter.End.Test, run.Watch.Best.Test);
    }

    private static TrainingJob Job()
    {
        TrainingJob job = SessionJobs.Job();
        Optimizer optimizer = new SgdOptimizer(0.5f) { Schedule = new PlateauSchedule { Drop = 0.7, Rule = OfRate } };
        return job with
        {
            Optimizer = optimizer,
            Schedule = RunSchedule.Create(
                new TrainingSettings
                {
                    BatchSize = 33,
                    ShardSize = 8,
                    Epochs = 200,
                    Optimizer = optimizer,
                    EarlyStopping = OfEnd,
                    KeepBest = MonitoredMetric.TestAccuracy,
                },
                job.Data.Train.Count, job.Data.Test.Count),
        };
    }

    private static async Task<Outcome> TrainAsync(TrainingJob job, float[]? best = null)
    {
        Kept kept = new() { Best = best };
        TrainingResult result = await TrainingSession.RunAsync(job with { Checkpoints = kept });
        Assert.Equal(RunOutcome.Completed, result.End.Outcome);
        return new Outcome(result.End, result.Weights, kept);
    }

    private sealed record Outcome(RunEnded End, float[] Weights, Kept Kept)
    {
        public RunWatch Watch => End.Position.Watch!;

        public string WeightsSha256 => Network.Sha256(Weights);

        public string BestSha256 => Network.Sha256(Kept.Best);
    }

    private sealed class Kept : ICheckpointWriter
    {
        public RunPosition? Position { get; private set; }

        public float[]? Best { get; set; }

        public string? Write(RunPosition position, ReadOnlySpan<float> weights, ReadOnlySpan<float> optimizerState)
        {
            Position = position;
            return "memory";
        }

        public void WriteBest(RunPosition position, ReadOnlySpan<float> weights) => Best = weights.ToArray();
    }
}
