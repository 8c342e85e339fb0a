using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Runs;

/// <summary>Appends a line to <c>metrics.jsonl</c> as each epoch completes.</summary>
internal sealed class MetricsObserver(MetricsWriter writer) : IRunObserver
{
    public void OnEvent(RunEvent happened)
    {
        if (happened is EpochCompleted epoch)
        {
            writer.Write(new EpochMetrics
            {
                Epoch = epoch.Epoch,
                Step = epoch.Step,
                TrainLoss = epoch.Train.Loss,
                TestLoss = epoch.Test?.Loss,
                TestAccuracy = epoch.Test?.Accuracy,
                TestProbability = epoch.Test?.Probability,
                SamplesPerSecond = epoch.SamplesPerSecond,
                LearningRate = (float)epoch.LearningRate,
                ElapsedSeconds = epoch.ElapsedSeconds,
            });
        }
    }
}
