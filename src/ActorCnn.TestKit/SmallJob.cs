using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using Xunit;

namespace ActorCnn.TestKit;

/// <summary>A training that takes a blink: 45 images of 1x8x8 in three classes, minibatches of 20 in shards of 8, three epochs.</summary>
public static class SmallJob
{
    private const int Classes = 3;
    private static readonly DataSplit Data = SampleData.Random(samples: 45, new Shape(1, 8, 8), Classes, seed: 5);

    /// <summary>A job for some layers, of which the last has to have three outputs.</summary>
    public static TrainingJob Of(params Layer[] layers) => new()
    {
        Network = Network.Create(Data.Train.Shape, layers),
        Data = Data,
        Schedule = RunSchedule.Create(
            new TrainingSettings { BatchSize = 20, ShardSize = 8, Epochs = 3 }, Data.Train.Count, Data.Test.Count),
        Optimizer = new SgdOptimizer(0.1f),
        Seed = 7,
        Workers = 1,
    };

    /// <summary>
    /// Trains a job with one, two and five workers and fails unless the weights are the same: what layers, sources and computers of one's
    /// own have to keep to.
    /// </summary>
    /// <returns>The hash of the weights.</returns>
    public static async Task<string> AssertSameWeightsAsync(TrainingJob job)
    {
        string expected = await TrainAsync(job, 1).ConfigureAwait(false);
        Assert.Equal(expected, await TrainAsync(job, 2).ConfigureAwait(false));
        Assert.Equal(expected, await TrainAsync(job, 5).ConfigureAwait(false));
        return expected;
    }

    private static async Task<string> TrainAsync(TrainingJob job, int workers)
    {
        TrainingResult result = await TrainingSession.RunAsync(job with { Workers = workers }).ConfigureAwait(false);
        Assert.Equal("", result.End.Reason);
        return Network.Sha256(result.Weights);
    }
}
