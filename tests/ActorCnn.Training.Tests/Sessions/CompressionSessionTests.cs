using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;
using static ActorCnn.Training.Tests.Sessions.SessionJobs;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>Smaller gradients: other weights than with whole ones, and the same whatever the workers do.</summary>
public class CompressionSessionTests
{
    private static readonly Dictionary<string, GradientCompression> Compressions = new()
    {
        ["float16"] = GradientCompression.Float16,
        ["top-k"] = GradientCompression.TopK(0.05),
    };

    [Theory]
    [InlineData("float16", 8)]
    [InlineData("float16", 40)]
    [InlineData("top-k", 8)]
    [InlineData("top-k", 40)]
    public async Task Should_give_the_same_weights_for_any_number_of_workers_and_slices(string compression, int shardSize)
    {
        TrainingJob whole = Job();
        whole = whole with { Schedule = whole.Schedule with { ShardSize = shardSize } };
        TrainingJob job = whole with { Schedule = whole.Schedule with { Compression = Compressions[compression] } };
        string expected = await WeightsAsync(job);

        Assert.NotEqual(await WeightsAsync(whole), expected);
        foreach ((int workers, int slices) in new[] { (2, 1), (5, 1), (2, 3) })
        {
            Assert.Equal(expected, await WeightsAsync(job with { Workers = workers, Slices = slices }));
        }
    }
}
