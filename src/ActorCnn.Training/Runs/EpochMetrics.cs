using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Runs;

/// <summary>A line of <c>metrics.jsonl</c>: how the run stood at the end of an epoch.</summary>
/// <remarks>Keys are the names in snake case. A number that is NaN or infinite is written as null and read as NaN.</remarks>
public sealed record EpochMetrics
{
    /// <summary>The epoch that ended.</summary>
    public required int Epoch { get; init; }

    /// <summary>Steps done since the run began.</summary>
    public required long Step { get; init; }

    /// <summary>The mean loss over the epoch's training samples, in nats.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>The mean loss over the test samples, in nats; null when the epoch was not evaluated, as the next two.</summary>
    public double? TestLoss { get; init; }

    /// <summary>The share of test samples told right.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>The mean probability given to the right class of the test samples.</summary>
    public double? TestProbability { get; init; }

    /// <summary>Training samples a second over the epoch.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The learning rate of the epoch's last step.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Seconds of training since the run began, stops not counted.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>The line of an epoch that has ended.</summary>
    public static EpochMetrics Of(EpochCompleted epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        return new EpochMetrics
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
        };
    }
}
