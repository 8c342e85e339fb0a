using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Cli.Progress;

/// <summary>How far a run is, kept from its events for a display to look at now and then. Safe from any thread.</summary>
internal sealed class RunProgress(TimeProvider time) : IRunObserver
{
    private readonly Lock _lock = new();
    private RunSchedule? _schedule;
    private long _startedAt;
    private long _startStep;
    private long _step;
    private long _samples;
    private int _epoch;
    private ShardMetrics _train;
    private EpochCompleted? _tested;

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        lock (_lock)
        {
            switch (happened)
            {
                case RunStarted started:
                    (_schedule, _startedAt) = (started.Schedule, time.GetTimestamp());
                    (_startStep, _step, _epoch) = (started.Position.Step, started.Position.Step, started.Position.Epoch);
                    _train = started.Position.EpochMetrics;
                    break;
                case StepCompleted step:
                    _train = step.Pass.Epoch == _epoch ? _train + step.Metrics : step.Metrics;
                    (_step, _epoch, _samples) = (step.Pass.Step + 1, step.Pass.Epoch, _samples + step.Metrics.Samples);
                    break;
                case EpochCompleted { Test: not null } epoch:
                    _tested = epoch;
                    break;
            }
        }
    }

    /// <summary>How the run stands now; null before it has started.</summary>
    public Snapshot? Look()
    {
        lock (_lock)
        {
            if (_schedule is null)
            {
                return null;
            }

            double seconds = time.GetElapsedTime(_startedAt).TotalSeconds;
            long steps = (long)_schedule.Epochs * _schedule.BatchesPerEpoch;
            double secondsPerStep = seconds / (_step - _startStep);
            return new Snapshot
            {
                Epoch = _epoch + 1,
                Epochs = _schedule.Epochs,
                Done = (double)_step / steps,
                Train = _train,
                TestedEpoch = _tested?.Epoch,
                Test = _tested?.Test,
                SamplesPerSecond = seconds > 0 ? _samples / seconds : 0,
                Left = double.IsFinite(secondsPerStep) ? TimeSpan.FromSeconds(secondsPerStep * (steps - _step)) : null,
            };
        }
    }

    /// <summary>A moment of a run.</summary>
    internal sealed record Snapshot
    {
        /// <summary>The epoch of the last step, from one.</summary>
        public required int Epoch { get; init; }

        /// <summary>Epochs wanted.</summary>
        public required int Epochs { get; init; }

        /// <summary>The share of the run's steps that is done, 0 to 1.</summary>
        public required double Done { get; init; }

        /// <summary>The metrics of the epoch so far.</summary>
        public required ShardMetrics Train { get; init; }

        /// <summary>The epoch after which the test samples were last evaluated; null before.</summary>
        public required int? TestedEpoch { get; init; }

        /// <summary>What that gave.</summary>
        public required ShardMetrics? Test { get; init; }

        /// <summary>Training samples a second since this process began to train, evaluations included.</summary>
        public required double SamplesPerSecond { get; init; }

        /// <summary>How long it will take at that speed; null while that is unknown.</summary>
        public required TimeSpan? Left { get; init; }
    }
}
