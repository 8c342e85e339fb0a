using ActorCnn.Networks;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>Gradients of 16 bits: other weights than with 32, and the same whatever the workers do.</summary>
public class CompressionSessionTests
{
    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    public async Task Should_give_the_same_weights_for_any_number_of_workers_and_slices(int shardSize)
    {
        TrainingJob job = TrainingSessionTests.Job();
        job = job with { Schedule = job.Schedule with { ShardSize = shardSize } };
        TrainingJob half = job with { Schedule = job.Schedule with { Compression = GradientCompression.Float16 } };
        string expected = await WeightsAsync(half);

        Assert.NotEqual(await WeightsAsync(job), expected);
        foreach ((int workers, int slices) in new[] { (2, 1), (5, 1), (2, 3) })
        {
            Assert.Equal(expected, await WeightsAsync(half with { Workers = workers, Slices = slices }));
        }
    }

    private static async Task<string> WeightsAsync(TrainingJob job)
    {
        TrainingResult result = await TrainingSession.RunAsync(job);
        Assert.Equal(RunOutcome.Completed, result.End.Outcome);
        return Network.Sha256(result.Weights);
    }
}
