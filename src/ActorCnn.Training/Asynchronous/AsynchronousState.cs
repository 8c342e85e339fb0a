using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Asynchronous;

/// <summary>Something that the asynchronous node does.</summary>
public abstract record AsynchronousEffect;

/// <summary>Copy the newest weights for a worker and have it compute on them.</summary>
public sealed record StartOnNewest(int Worker, ComputeShards Work) : AsynchronousEffect;

/// <summary>Make an update of a shard's gradient.</summary>
/// <param name="Result">What names the gradient.</param>
/// <param name="Updates">Updates made before.</param>
public sealed record ApplyShard(ShardsComputed Result, long Updates) : AsynchronousEffect;

/// <summary>Tell the coordinator something.</summary>
public sealed record TellCoordinator(ITrainingMessage Message) : AsynchronousEffect;

/// <summary>Tell the coordinator that a step's updates are made.</summary>
public sealed record ReportStep(Pass Pass, ShardMetrics Metrics) : AsynchronousEffect;

/// <summary>
/// The decisions of asynchronous training: <c>(state, message) -> (state, effects)</c>. To the coordinator it is a node and the parameters
/// in one. Within a step each shard's gradient is an update of its own, made as soon as it comes, by the rule of
/// <see cref="StalenessWindow"/>; between two steps nothing is under way, so that evaluations, checkpoints and stops find weights that
/// stand still. Which shard meets which weights hangs on the workers' speed: the result is not deterministic. Immutable.
/// </summary>
public sealed record AsynchronousState
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The run's plan.</summary>
    public required RunSchedule Schedule { get; init; }

    /// <summary>What each worker computes; null when it is free.</summary>
    public required ImmutableArray<ComputeShards?> Workers { get; init; }

    /// <summary>The gradients under way.</summary>
    public required StalenessWindow Window { get; init; }

    /// <summary>The newest pass that was granted.</summary>
    public Pass? Pass { get; init; }

    /// <summary>Granted ranges that no worker has begun.</summary>
    public ImmutableList<GrantedRange> Pending { get; init; } = [];

    // Gradients that are here and wait for older ones, by shard.
    private ImmutableDictionary<int, ShardsComputed> Waiting { get; init; } = ImmutableDictionary<int, ShardsComputed>.Empty;

    private ReductionTree? Counted { get; init; }

    /// <summary>The state after a number of steps.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="schedule">The run's plan.</param>
    /// <param name="workers">Worker actors.</param>
    /// <param name="bound">The most updates between a gradient's weights and those it is applied to.</param>
    /// <param name="step">Steps made before.</param>
    public static AsynchronousState Create(string run, RunSchedule schedule, int workers, int bound, long step)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new AsynchronousState
        {
            Run = run,
            Schedule = schedule,
            Workers = [.. Enumerable.Repeat<ComputeShards?>(null, workers)],
            Window = new StalenessWindow(bound, UpdatesBefore(schedule, run, step)),
        };
    }

    /// <summary>The coordinator grants shards. Those of a gradient are computed one by one.</summary>
    public Decision Handle(GrantShards grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        if (grant.Run != Run || (Pass is not null && grant.Pass.Step < Pass.Step))
        {
            return new Decision(this, []);
        }

        int shards = Schedule.PlanOf(grant.Pass).Shards;
        AsynchronousState granted = grant.Pass == Pass
            ? this
            : this with { Pass = grant.Pass, Pending = [], Counted = ReductionTree.Empty(shards) };
        IEnumerable<ShardRange> ranges = grant.Pass.Kind == PassKind.Evaluation
            ? grant.Ranges
            : grant.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Count(shards)).Select(shard => new ShardRange(0, shard)));
        return (granted with { Pending = granted.Pending.AddRange(ranges.Select(range => new GrantedRange(range, grant.Attempt))) }).Dispatch([]);
    }

    /// <summary>A worker is done.</summary>
    public Decision Handle(ShardsComputed result)
    {
        ArgumentNullException.ThrowIfNull(result);
        AsynchronousState freed = this with { Workers = Workers.SetItem(result.Worker, null) };
        Pass pass = result.Work.Pass;
        if (pass != Pass)
        {
            return freed.Dispatch([]);
        }

        if (result.Problem is { } problem)
        {
            return new Decision(freed with { Pending = [] }, [new TellCoordinator(new NotFinite(pass, problem))]);
        }

        return pass.Kind == PassKind.Evaluation
            ? freed.Dispatch([new TellCoordinator(new EvaluationComputed(pass, result.Work.Range, result.Work.Attempt, result.Metrics))])
            : freed.Arrive(result);
    }

    /// <summary>A worker threw and was restarted.</summary>
    public Decision Handle(WorkerFailed failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        (Pass pass, ShardRange range, int attempt) = failure.Work;
        AsynchronousState freed = this with { Workers = Workers.SetItem(failure.Worker, null) };
        freed = pass.Kind == PassKind.Gradient ? freed with { Window = Window.Drop(range.First) } : freed;
        return freed.Dispatch([new TellCoordinator(new ShardsFailed(pass, range, attempt, RunActor.OwnNode, failure.Reason))]);
    }

    private Decision Arrive(ShardsComputed result)
    {
        (StalenessWindow window, ImmutableArray<StalenessWindow.Gradient> applied) = Window.Arrive(result.Work.Range.First);
        ImmutableDictionary<int, ShardsComputed> waiting = Waiting.SetItem(result.Work.Range.First, result);
        ReductionTree counted = Counted!;
        long updates = Window.Version;
        ImmutableArray<AsynchronousEffect>.Builder effects = ImmutableArray.CreateBuilder<AsynchronousEffect>();
        foreach (StalenessWindow.Gradient gradient in applied)
        {
            ShardsComputed ready = waiting[gradient.Shard];
            waiting = waiting.Remove(gradient.Shard);
            counted = counted.Accept(ready.Work.Range, ready.Metrics)!.Value.Tree;
            effects.Add(new ApplyShard(ready, updates++));
            effects.Add(new TellCoordinator(new ShardsCounted(Pass!, ready.Work.Range)));
        }

        if (counted.Total is { } total)
        {
            effects.Add(new ReportStep(Pass!, total));
        }

        return (this with { Window = window, Waiting = waiting, Counted = counted }).Dispatch(effects.ToImmutable());
    }

    private Decision Dispatch(ImmutableArray<AsynchronousEffect> before)
    {
        ImmutableArray<AsynchronousEffect>.Builder effects = before.ToBuilder();
        AsynchronousState next = this;
        for (int worker = 0; worker < Workers.Length && !next.Pending.IsEmpty; worker++)
        {
            bool isGradient = Pass!.Kind == PassKind.Gradient;
            if (Workers[worker] is not null || (isGradient && !next.Window.HasRoom))
            {
                continue;
            }

            (GrantedRange piece, ImmutableList<GrantedRange> pending) =
                ShardAllocation.NextPiece(next.Pending, Schedule.PlanOf(Pass).Shards, Workers.Length);
            ComputeShards work = new(Pass, piece.Range, piece.Attempt);
            effects.Add(new StartOnNewest(worker, work));
            next = next with
            {
                Pending = pending,
                Workers = next.Workers.SetItem(worker, work),
                Window = isGradient ? next.Window.Begin(piece.Range.First) : next.Window,
            };
        }

        return new Decision(next, effects.ToImmutable());
    }

    // Each shard is an update: the optimizers that count them are told how many there were.
    private static long UpdatesBefore(RunSchedule schedule, string run, long step)
    {
        long updates = 0;
        for (long batch = 0; batch < schedule.BatchesPerEpoch; batch++)
        {
            long passes = (step / schedule.BatchesPerEpoch) + (batch < step % schedule.BatchesPerEpoch ? 1 : 0);
            updates += passes * schedule.PlanOf(schedule.GradientPass(run, batch)).Shards;
        }

        return updates;
    }

    /// <summary>A new state and what is to be done, in order.</summary>
    public readonly record struct Decision(AsynchronousState State, ImmutableArray<AsynchronousEffect> Effects);
}
