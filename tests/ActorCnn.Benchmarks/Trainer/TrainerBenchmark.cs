using ActorCnn.Benchmarks.Measuring;
using ActorCnn.Data;
using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Benchmarks.Trainer;

/// <summary>
/// The product as its users run it: training with all its actors, messages, sums and updates, and the evaluation of a data set. Nothing
/// of it stays between two windows, so that it takes no time from what is measured in turn with it.
/// </summary>
internal sealed class TrainerBenchmark(BenchmarkNetwork benchmark)
{
    private const int ShardSize = 16;
    private readonly DataSplit _data = RandomData.Create(benchmark);
    private readonly TrainedNetwork _trained = new(benchmark.Network, benchmark.Network.InitialParameters(seed: 1));

    /// <summary>Samples trained a second, once a run of its own has come into its stride; no evaluation, no checkpoint.</summary>
    /// <param name="workers">Worker actors.</param>
    /// <param name="seconds">The least time that is measured.</param>
    /// <param name="times">Is told when they compute; null for nobody.</param>
    public double Train(int workers, double seconds, WorkerTimes? times = null)
    {
        // What earlier windows left behind is not collected on this one's time.
        GC.Collect();
        using CancellationTokenSource stop = new();
        StepClock clock = new(seconds, stop.Cancel);
        TrainingJob job = new()
        {
            Network = benchmark.Network,
            Data = _data,
            Schedule = new RunSchedule
            {
                TrainSamples = benchmark.TrainSamples,
                TestSamples = benchmark.TestSamples,
                BatchSize = benchmark.BatchSize,
                ShardSize = ShardSize,
                Epochs = int.MaxValue,
                EvaluateEvery = int.MaxValue,
                Checkpoints = new CheckpointSettings { EverySteps = 0, EverySeconds = 0 },
            },
            Optimizer = new SgdOptimizer(BenchmarkNetwork.LearningRate),
            Seed = 1,
            Workers = workers,
            Computer = computer => times?.Wrap(computer) ?? computer,
            Observers = [clock],
        };
        RunEnded end = TrainingSession.RunAsync(job, stop: stop.Token).GetAwaiter().GetResult().End;
        return end.Outcome == RunOutcome.Stopped
            ? clock.SamplesPerSecond
            : throw new InvalidOperationException($"training {benchmark.Name} ended early: {end.Outcome} {end.Reason}");
    }

    /// <summary>Samples evaluated a second: loss, probability, accuracy and confusions over the test samples.</summary>
    public double Evaluate(int threads, double seconds) =>
        Window.Rate(seconds, () => _trained.Evaluate(_data.Test, threads)) * benchmark.TestSamples;
}
