using ActorCnn.Data.Sources;
using ActorCnn.Formats;
using ActorCnn.Hosting;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Examples.Tests;

public class TrainFromCode
{
    [Fact]
    public async Task Should_train_and_then_predict()
    {
        using TemporaryFolder folder = new();
        RunResult result = await TrainAsync(folder["run"]);
        (string name, float probability) = Predict(folder["run"], new BandsSource().Load(seed: 3).Test.Pixels(0).ToArray());

        Assert.Equal(RunOutcome.Completed, result.End.Outcome);
        Assert.InRange(result.Summary!.TestAccuracy!.Value, 0.9, 1);
        Assert.Equal("band 1", name);
        Assert.InRange(probability, 0.5, 1);
    }

    // <train>
    private static async Task<RunResult> TrainAsync(string directory)
    {
        RunConfiguration experiment = new()
        {
            Name = "bands",
            Seed = 3,
            Data = new BandsSource(),
            Network =
            [
                new ConvolutionLayer(channels: 4, kernel: 3), new ReluLayer(), new MaxPoolingLayer(2),
                new FlattenLayer(), new DenseLayer(3),
            ],
            Training = new TrainingSettings { BatchSize = 30, Epochs = 10, Optimizer = new AdamOptimizer(0.01f) },
        };
        RunRequest request = new() { Experiment = experiment, Output = directory };
        using TrainingRun run = RunPreparation.Prepare(request, TimeProvider.System);
        return await run.TrainAsync(Safetensors.Write, observers: [new BestEpoch()]);
    }
    // </train>

    // <observe>
    private sealed class BestEpoch : IRunObserver
    {
        public int Epoch { get; private set; }

        public double Accuracy { get; private set; }

        // Called from one thread at a time, in the order of the events; training does not wait for it.
        public void OnEvent(RunEvent happened)
        {
            if (happened is EpochCompleted { Test: { } test } epoch && test.Accuracy > Accuracy)
            {
                (Epoch, Accuracy) = (epoch.Epoch, test.Accuracy);
            }
        }
    }
    // </observe>

    // <predict>
    private static (string Name, float Probability) Predict(string directory, byte[] pixels)
    {
        ModelFile model = ModelFile.Load(directory);
        float[] values = new BandsSource().Load(seed: 3).Test.Values.ToArray();
        float[] probabilities = model.Network.Predict([pixels], values)[0];
        int best = Array.IndexOf(probabilities, probabilities.Max());
        return (model.Metadata.Classes[best], probabilities[best]);
    }
    // </predict>
}
