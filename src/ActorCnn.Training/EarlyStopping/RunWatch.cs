using System.Globalization;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.EarlyStopping;

/// <summary>
/// What the epochs so far have shown, as far as the rest of the run hangs on it: when the learning rate drops, when the run stops early,
/// which epoch is the best. A pure function of the epochs' metrics, which are the same on any cluster, and a part of every checkpoint, so
/// that a run that was stopped decides as one that never was. Immutable.
/// </summary>
/// <param name="Plateau">The best value of the figure that the learning rate hangs on; null without a plateau schedule.</param>
/// <param name="RateFactor">What the drops multiply the learning rate by.</param>
/// <param name="Stopping">The best value of the figure that early stopping hangs on; null without it.</param>
/// <param name="Best">The epoch whose weights are kept as the best; null before the first, or when none are kept.</param>
public sealed record RunWatch(BestValue? Plateau, double RateFactor, BestValue? Stopping, BestEpoch? Best)
{
    /// <summary>Where a new run starts.</summary>
    public static RunWatch Start { get; } = new(null, 1, null, null);

    /// <summary>Takes an epoch. <see cref="Best"/> stays as it is until the weights are kept: see <see cref="BetterThanBest"/>.</summary>
    /// <param name="epoch">The epoch, from one.</param>
    /// <param name="train">The metrics of its minibatches.</param>
    /// <param name="test">The metrics of the test samples; null when they were not evaluated.</param>
    /// <param name="schedule">The run's plan.</param>
    public RunWatch After(int epoch, ShardMetrics train, ShardMetrics? test, RunSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        RunWatch next = this;
        if (schedule.Plateau is { } plateau && plateau.Rule.Monitor.ValueIn(train, test) is { } watched)
        {
            BestValue best = BestValue.GoOn(Plateau, plateau.Rule.Monitor).After(epoch, watched, plateau.Rule.MinDelta);
            next = best.Since < plateau.Rule.Patience
                ? next with { Plateau = best }
                : next with { Plateau = best with { Since = 0 }, RateFactor = RateFactor * plateau.Drop };
        }

        if (schedule.EarlyStopping is { } stopping && stopping.Monitor.ValueIn(train, test) is { } value)
        {
            next = next with { Stopping = BestValue.GoOn(Stopping, stopping.Monitor).After(epoch, value, stopping.MinDelta) };
        }

        return next;
    }

    /// <summary>The epoch, when it is better than the best before it; the first of equals is kept. Null otherwise.</summary>
    /// <param name="epoch">The epoch, from one.</param>
    /// <param name="train">The metrics of its minibatches.</param>
    /// <param name="test">The metrics of the test samples; null when they were not evaluated.</param>
    /// <param name="schedule">The run's plan.</param>
    public BestEpoch? BetterThanBest(int epoch, ShardMetrics train, ShardMetrics? test, RunSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (schedule.KeepBest is not { } monitor || monitor.ValueIn(train, test) is not { } value)
        {
            return null;
        }

        BestValue best = BestValue.GoOn(Best?.Value, monitor).After(epoch, value, minDelta: 0);
        return best.Epoch == epoch ? new BestEpoch(best, test) : null;
    }

    /// <summary>Why the run stops before its last epoch; null when it does not.</summary>
    /// <param name="rule">When it stops; null for never.</param>
    public string? ReasonToStop(PatienceRule? rule) =>
        rule is not null && Stopping is { } seen && seen.Monitor == rule.Monitor && seen.Since >= rule.Patience
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{rule.Monitor.NameOf()} has not improved for {seen.Since} evaluations; its best was {seen.Value:G4} after epoch {seen.Epoch}")
            : null;
}

/// <summary>The epoch whose weights are kept as the best.</summary>
/// <param name="Value">The figure that says so.</param>
/// <param name="Test">The metrics of the test samples after it; null when they were not evaluated.</param>
public sealed record BestEpoch(BestValue Value, ShardMetrics? Test);
