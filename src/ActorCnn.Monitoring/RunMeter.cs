using System.Diagnostics.Metrics;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Monitoring;

/// <summary>
/// The figures of a run as instruments of the meter <c>ActorCnn</c>, kept from its events. An event changes a few numbers and allocates
/// nothing; what is asked for is put together when somebody asks. Training does not wait for either. Safe from any thread.
/// </summary>
public sealed class RunMeter : IRunObserver, IDisposable
{
    /// <summary>The name of the meter, for this and every other part of the program.</summary>
    public const string MeterName = "ActorCnn";

    // From a step of a tiny network in one process to one that waits for a lost node, in seconds.
    private static readonly double[] StepBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private readonly Meter _meter = new(MeterName);
    private readonly Histogram<double> _stepDuration;
    private readonly Lock _lock = new();
    private long _steps;
    private long _samples;
    private long _checkpoints;
    private long _shardsReissued;
    private int _nodesLost;
    private int _epoch;
    private int _nodes;
    private int _workers;
    private double _trainSeconds;
    private double? _trainLoss;
    private double? _learningRate;
    private ShardMetrics? _test;

    /// <summary>Makes the instruments.</summary>
    public RunMeter()
    {
        _stepDuration = _meter.CreateHistogram(
            "actorcnn.step.duration", "s", "From the grant of a step's shards to its update.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = StepBounds });
        Count("actorcnn.steps", () => _steps, "{step}", "Steps made by this process.");
        Count("actorcnn.samples", () => _samples, "{sample}", "Training samples in them.");
        Count("actorcnn.checkpoints", () => _checkpoints, "{checkpoint}", "Checkpoints written by this process.");
        Count("actorcnn.shards.reissued", () => _shardsReissued, "{shard}", "Shards of the run that were granted again: lost, late or failed.");
        Count("actorcnn.nodes.lost", () => _nodesLost, "{node}", "Nodes that the run has lost.");
        Show("actorcnn.epoch", () => _epoch, "{epoch}", "Epochs that the run has completed.");
        Show("actorcnn.nodes", () => _nodes, "{node}", "Nodes that compute now.");
        Show("actorcnn.workers", () => _workers, "{worker}", "Worker actors on them.");
        Show("actorcnn.train.loss", () => _trainLoss, "nat", "The mean loss of the last step's minibatch.");
        Show("actorcnn.learning_rate", () => _learningRate, null, "The learning rate at the last epoch's end.");
        Show("actorcnn.test.loss", () => _test?.Loss, "nat", "The mean loss over the test samples at the last evaluation.");
        Show("actorcnn.test.accuracy", () => _test?.Accuracy, null, "The share of test samples that were told right.");
        Show("actorcnn.test.probability", () => _test?.Probability, null, "The mean probability that the right class was given.");
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        double? seconds = null;
        lock (_lock)
        {
            switch (happened)
            {
                case RunStarted started:
                    (_nodes, _workers, _epoch, _trainSeconds) = (started.Nodes, started.Workers, started.Position.Epoch, started.Position.TrainSeconds);
                    (_shardsReissued, _nodesLost) = (started.Position.ShardsReissued, started.Position.NodesLost);
                    break;
                case StepCompleted step:
                    (_steps, _samples, _trainLoss) = (_steps + 1, _samples + step.Metrics.Samples, step.Metrics.Loss);
                    _shardsReissued = step.Position.ShardsReissued;
                    (seconds, _trainSeconds) = (step.Position.TrainSeconds - _trainSeconds, step.Position.TrainSeconds);
                    break;
                case NodesChanged changed:
                    (_nodes, _workers, _nodesLost) = (changed.Nodes, changed.Workers, changed.NodesLost);
                    break;
                case EpochCompleted epoch:
                    (_epoch, _learningRate, _test) = (epoch.Epoch, epoch.LearningRate, epoch.Test ?? _test);
                    break;
                case CheckpointSaved:
                    _checkpoints++;
                    break;
                case RunEnded ended:
                    (_shardsReissued, _nodesLost) = (ended.Position.ShardsReissued, ended.Position.NodesLost);
                    break;
            }
        }

        if (seconds is { } duration)
        {
            _stepDuration.Record(duration);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Count(string name, Func<long> read, string unit, string description) =>
        _meter.CreateObservableCounter(name, () => Read(read), unit, description);

    // What has no value yet is not told at all.
    private void Show(string name, Func<double?> read, string? unit, string description) =>
        _meter.CreateObservableGauge(
            name, () => Read(read) is { } value ? [new Measurement<double>(value)] : Array.Empty<Measurement<double>>(), unit, description);

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
