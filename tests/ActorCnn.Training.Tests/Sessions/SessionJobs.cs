using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Training.Tests.Sessions;

/// <summary>A training of fifteen steps whose last minibatch and last shard are partial, and what tests ask of it.</summary>
internal static class SessionJobs
{
    private static readonly DataSplit Data = TestData.Random(samples: 75, new Shape(1, 8, 8), classes: 3, seed: 5);

    public static TrainingJob Job() => new()
    {
        Network = Network.Create(
            Data.Train.Shape,
            [
                new ConvolutionLayer(4, 3, padding: 1), new ReluLayer(), new MaxPoolingLayer(2), new FlattenLayer(),
                new DenseLayer(10), new TanhLayer(), new DenseLayer(3),
            ]),
        Data = Data,
        Schedule = RunSchedule.Create(
            new TrainingSettings { BatchSize = 33, ShardSize = 8, Epochs = 5 }, Data.Train.Count, Data.Test.Count),
        Optimizer = new SgdOptimizer(0.1f),
        Seed = 7,
        Workers = 1,
    };

    public static async Task<string> WeightsAsync(TrainingJob job)
    {
        TrainingResult result = await TrainingSession.RunAsync(job);
        Assert.Equal(("", RunOutcome.Completed), (result.End.Reason, result.End.Outcome));
        return Network.Sha256(result.Weights);
    }
}

/// <summary>Asks for a stop after so many steps.</summary>
internal sealed class StopAt(int step, CancellationTokenSource stop) : IRunObserver
{
    public void OnEvent(RunEvent happened)
    {
        if (happened is StepCompleted completed && completed.Pass.Step + 1 == step)
        {
            stop.Cancel();
        }
    }
}
