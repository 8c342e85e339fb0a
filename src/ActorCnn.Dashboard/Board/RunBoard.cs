using System.Globalization;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Dashboard.Board;

/// <summary>
/// How a run stands, kept from its events for pages to look at a few times a second. An event costs a few additions, however many look.
/// Safe from any thread.
/// </summary>
internal sealed class RunBoard : IRunObserver
{
    private const int CurveRows = 1000;
    private const int NotesKept = 60;
    private const long BetweenSpeedsMilliseconds = 1000;
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _createdAt;
    private readonly string _name;
    private readonly int _epochs;
    private readonly ThinnedSeries _byStep = new(2, CurveRows);
    private readonly ThinnedSeries _byEpoch = new(4, CurveRows);
    private readonly ThinnedSeries _speed = new(1, CurveRows);
    private readonly SpeedMeter _meter = new();
    private readonly NodeTable _nodes = new();
    private readonly Queue<Note> _notes = new();
    private long _speedDueAt;
    private long _notesEver;
    private RunSchedule? _schedule;
    private RunStatus? _status;
    private RunPosition _position = RunPosition.Start;
    private ShardMetrics _train;
    private EpochMetrics? _tested;
    private RunEnded? _ended;
    private long _step;
    private int _epoch;
    private long _samples;
    private double _learningRate;
    private double _elapsed;
    private long? _checkpoint;
    private string? _endedAs;

    /// <summary>Starts with nothing known but the name.</summary>
    /// <param name="name">The run's name.</param>
    /// <param name="epochs">Epochs wanted.</param>
    /// <param name="time">The clock.</param>
    public RunBoard(string name, int epochs, TimeProvider time)
    {
        (_name, _epochs, _time, _createdAt) = (name, epochs, time, time.GetTimestamp());
    }

    /// <summary>True while nobody computes for the run: what looks at it takes nothing from it.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return HasEnded || _status?.Phase == RunPhase.Paused;
            }
        }
    }

    /// <summary>True when nothing more will come.</summary>
    public bool IsOver
    {
        get
        {
            lock (_lock)
            {
                return HasEnded;
            }
        }
    }

    /// <summary>Steps made.</summary>
    public long Step
    {
        get
        {
            lock (_lock)
            {
                return _step;
            }
        }
    }

    // Before our eyes, or before the dashboard was there.
    private bool HasEnded => _ended is not null || _endedAs is not null;

    private TimeSpan Now => _time.GetElapsedTime(_createdAt);

    /// <summary>Takes what the run's directory tells of epochs before.</summary>
    public void TakeHistory(IReadOnlyList<EpochMetrics> epochs)
    {
        lock (_lock)
        {
            foreach (EpochMetrics epoch in epochs)
            {
                TakeEpoch(epoch);
            }
        }
    }

    /// <summary>Takes what a run that nobody trains any more came to.</summary>
    /// <param name="phase">What the page calls it.</param>
    /// <param name="summary">What it came to; null when it was not completed.</param>
    public void TakeEnd(string phase, RunSummary? summary)
    {
        lock (_lock)
        {
            _endedAs = phase;
            if (summary is not null)
            {
                _position = _position with { ShardsReissued = summary.ShardsReissued, NodesLost = summary.NodesLost };
                Tell(false, $"trained by {summary.Workers} workers on {summary.Nodes} nodes; weights_sha256 {summary.WeightsSha256}");
            }
        }
    }

    /// <inheritdoc/>
    public void OnEvent(RunEvent happened)
    {
        lock (_lock)
        {
            switch (happened)
            {
                case StepCompleted step:
                    TakeStep(step);
                    break;
                case RunStarted started:
                    Begin(started);
                    break;
                case EpochCompleted epoch:
                    TakeEpoch(EpochMetrics.Of(epoch));
                    break;
                case RunStatus status:
                    TakeStatus(status);
                    break;
                case NodeProgress { Status: { } node }:
                    _nodes.Take(node);
                    break;
                case CheckpointSaved saved:
                    _checkpoint = saved.Step;
                    Tell(false, $"checkpoint after step {saved.Step}");
                    break;
                case RunControlled { Change: RunChange.Pause or RunChange.Resume } controlled:
                    Tell(false, $"{controlled.Change.ToString().ToLowerInvariant()} after step {controlled.Position.Step}, asked for by {controlled.By}");
                    break;
                case RunWarning warning:
                    Tell(true, warning.Message);
                    break;
                case RunEnded ended:
                    End(ended);
                    break;
            }
        }
    }

    /// <summary>How the run stands, with what a page has not seen of the curves.</summary>
    public BoardUpdate Look(BoardCursor cursor, int look)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        lock (_lock)
        {
            long steps = _schedule is null ? _step : (long)_schedule.Epochs * _schedule.BatchesPerEpoch;
            return new BoardUpdate
            {
                Name = _name,
                Phase = Phase(),
                IsOver = HasEnded,
                Epoch = Math.Min(_epoch + 1, _epochs),
                Epochs = _epochs,
                Step = _step,
                Steps = steps,
                TrainLoss = _train.Samples > 0 ? _train.Loss : _tested?.TrainLoss ?? double.NaN,
                TrainAccuracy = _train.Samples > 0 ? _train.Accuracy : double.NaN,
                TestLoss = _tested?.TestLoss ?? double.NaN,
                TestAccuracy = _tested?.TestAccuracy ?? double.NaN,
                TestProbability = _tested?.TestProbability ?? double.NaN,
                SamplesPerSecond = _ended is not null || _schedule is null ? _tested?.SamplesPerSecond ?? 0 : _meter.Speeds() is [double now] ? now : 0,
                LearningRate = _learningRate,
                ElapsedSeconds = _elapsed,
                ShardsReissued = _position.ShardsReissued,
                NodesLost = _position.NodesLost,
                CheckpointStep = _checkpoint,
                Nodes = _status is null ? [] : _nodes.Rows(_status, isOver: _ended is not null),
                Notes = [.. _notes],
                ByStep = cursor.Advance(0, _byStep),
                ByEpoch = cursor.Advance(1, _byEpoch),
                Speed = cursor.Advance(2, _speed),
                Look = look,
            };
        }
    }

    private string Phase() => _endedAs
        ?? (_ended is not null ? _ended.Outcome.ToString().ToLowerInvariant()
        : _schedule is null ? "waiting"
        : _status is null ? "training"
        : _status.IsPauseAsked && _status.Phase != RunPhase.Paused ? "pausing"
        : _status.Phase == RunPhase.Forming ? "waiting"
        : _status.Phase.ToString().ToLowerInvariant());

    private void Begin(RunStarted started)
    {
        (_schedule, _position) = (started.Schedule, started.Position);
        (_step, _epoch, _train) = (started.Position.Step, started.Position.Epoch, started.Position.EpochMetrics);
        _meter.Read(Now.TotalSeconds, 0);
        Tell(false, $"{started.Workers} workers on {started.Nodes} nodes train from step {started.Position.Step}");
    }

    private void TakeStep(StepCompleted step)
    {
        _train = step.Pass.Epoch == _epoch && _train.Samples > 0 ? _train + step.Metrics : step.Metrics;
        (_step, _epoch, _samples) = (step.Pass.Step + 1, step.Pass.Epoch, _samples + step.Metrics.Samples);
        _byStep.Add((double)_step / (_schedule?.BatchesPerEpoch ?? 1), step.Metrics.Loss, step.Metrics.Accuracy);
        TakeSpeed();
    }

    private void TakeEpoch(EpochMetrics epoch)
    {
        _byEpoch.Add(
            epoch.Epoch, epoch.TrainLoss, epoch.TestLoss ?? double.NaN, epoch.TestAccuracy ?? double.NaN, epoch.TestProbability ?? double.NaN);
        (_learningRate, _elapsed) = (epoch.LearningRate, epoch.ElapsedSeconds);
        if (_schedule is null)
        {
            // History: there are no steps to tell how far the run has come.
            (_step, _epoch) = (epoch.Step, epoch.Epoch);
        }

        if (epoch.TestLoss is not null)
        {
            _tested = epoch;
        }
    }

    private void TakeStatus(RunStatus status)
    {
        (_status, _position) = (status, status.Position);
        _elapsed = Math.Max(_elapsed, status.Position.ElapsedSeconds);
        if (status.LearningRate > 0)
        {
            _learningRate = status.LearningRate;
        }

        _nodes.Forget(status);
        TakeSpeed();
    }

    private void TakeSpeed()
    {
        // The cheapest clock: small networks make ten thousand steps a second.
        long milliseconds = Environment.TickCount64;
        if (milliseconds < _speedDueAt)
        {
            return;
        }

        _speedDueAt = milliseconds + BetweenSpeedsMilliseconds;
        double now = Now.TotalSeconds;
        _meter.Read(now, _samples);
        if (_meter.Speeds() is [double speed])
        {
            _speed.Add(now, speed);
        }
    }

    private void End(RunEnded ended)
    {
        (_ended, _position, _elapsed) = (ended, ended.Position, ended.Position.ElapsedSeconds);
        Tell(ended.Outcome == RunOutcome.Failed, ended.Outcome == RunOutcome.Completed
            ? string.Create(CultureInfo.InvariantCulture, $"completed after step {ended.Position.Step}")
            : ended.Reason);
    }

    private void Tell(bool isWarning, string text)
    {
        if (_notes.Count == NotesKept)
        {
            _notes.Dequeue();
        }

        _notes.Enqueue(new Note(++_notesEver, Now.TotalSeconds, isWarning, text));
    }
}
