using ActorCnn.Training.EarlyStopping;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Coordination;

/// <summary>What the epochs' metrics decide: when the learning rate drops, when the run stops early, which weights are the best.</summary>
public sealed partial record CoordinatorState
{
    // The epoch whose weights are being kept. It counts as the best once they are: were the disk full, the best before it would stay.
    private BestEpoch? Keeping { get; init; }

    private RunWatch Watch => Position.Watch ?? RunWatch.Start;

    private bool StopsEarly => Watch.ReasonToStop(Schedule.EarlyStopping) is not null;

    private string EarlyEnd => Position.Epoch < Schedule.Epochs && Watch.ReasonToStop(Schedule.EarlyStopping) is { } reason
        ? $"stopped early after epoch {Position.Epoch}: {reason}"
        : "";

    private ApplyStep ApplyStepOf(Pass pass) => new(pass, Watch.RateFactor);

    private Decision AfterEpoch(EpochCompleted epoch, TimeSpan now)
    {
        if (!Schedule.IsWatched)
        {
            return Next(now);
        }

        CoordinatorState watched = this with
        {
            Position = Position with { Watch = Watch.After(epoch.Epoch, epoch.Train, epoch.Test, Schedule) },
            Keeping = Watch.BetterThanBest(epoch.Epoch, epoch.Train, epoch.Test, Schedule),
        };

        // An early end of an epoch that was not evaluated: the metrics of an older one are not the run's last.
        watched = watched.StopsEarly && epoch.Test is null ? watched with { Test = null } : watched;
        return watched.Keeping is null
            ? watched.Next(now)
            : new Decision(
                watched with { Phase = RunPhase.KeepingBest, AskedAt = now },
                [new RequestBest(new KeepBest(Run, watched.Position))]);
    }

    private Decision OnBestKept(BestKept kept, TimeSpan now)
    {
        if (Phase != RunPhase.KeepingBest || kept.Step != Position.Step)
        {
            return Unchanged;
        }

        return kept.Problem is { } problem
            ? (this with { Keeping = null }).Next(now).After(Warn(
                $"the weights after epoch {Position.Epoch} are the best but could not be kept: {problem}; the best before are whole"))
            : (this with { Keeping = null, Position = Position with { Watch = Watch with { Best = Keeping } } }).Next(now);
    }
}
