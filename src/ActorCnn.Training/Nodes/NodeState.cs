using System.Collections.Immutable;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Nodes;

/// <summary>Something that a node does.</summary>
public abstract record NodeEffect;

/// <summary>Make the weights of a version, which the workers share, ready for all.</summary>
public sealed record LoadWeights(long Step) : NodeEffect;

/// <summary>Have a worker make its part of the weights ready.</summary>
public sealed record StartPacking(int Worker, PackWeights Part) : NodeEffect;

/// <summary>Give a worker something to compute.</summary>
public sealed record StartWork(int Worker, ComputeShards Work) : NodeEffect;

/// <summary>Pass a worker's result on to who waits for it.</summary>
public sealed record ForwardResult(ShardsComputed Result) : NodeEffect;

/// <summary>Throw away a worker's result: its pass is over.</summary>
public sealed record DiscardResult(ShardsComputed Result) : NodeEffect;

/// <summary>Tell the coordinator that a worker failed.</summary>
public sealed record ReportFailure(WorkerFailed Failure) : NodeEffect;

/// <summary>
/// A node's decisions: <c>(state, message) -> (state, effects)</c>. It hands the granted ranges to its workers piece by piece as they
/// become free, once the weights of the pass are here; far from the coordinator it begins before that, with what it expects. It decides
/// nothing about the run. Immutable.
/// </summary>
public sealed partial record NodeState
{
    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The run's plan.</summary>
    public required RunSchedule Schedule { get; init; }

    /// <summary>What each worker computes; null when it is free.</summary>
    public required ImmutableArray<ComputeShards?> Workers { get; init; }

    /// <summary>
    /// True when the weights are so many that all workers read one packed copy, which free ones make together; otherwise each packs its own
    /// when it begins.
    /// </summary>
    public bool SharesWeights { get; init; }

    /// <summary>The version that each slice of the parameters has published; -1 before the first.</summary>
    public required ImmutableArray<long> Published { get; init; }

    /// <summary>The version of the weights that is here and ready, or being made so; -1 before the first.</summary>
    public long Version { get; init; } = -1;

    /// <summary>Workers that make weights ready.</summary>
    public ImmutableHashSet<int> Packing { get; init; } = [];

    /// <summary>The newest pass that was granted.</summary>
    public Pass? Pass { get; init; }

    /// <summary>Granted ranges that no worker has begun.</summary>
    public ImmutableList<GrantedRange> Pending { get; init; } = [];

    /// <summary>A node with nothing to do.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="schedule">The run's plan.</param>
    /// <param name="workers">Worker actors.</param>
    /// <param name="slices">Slices of the parameters.</param>
    public static NodeState Create(string run, RunSchedule schedule, int workers, int slices = 1) => new()
    {
        Published = [.. Enumerable.Repeat(-1L, slices)],
        Run = run,
        Schedule = schedule,
        Workers = [.. Enumerable.Repeat<ComputeShards?>(null, workers)],
    };

    /// <summary>The coordinator grants shards. A grant of a newer pass ends the one before; one of an older pass changes nothing.</summary>
    public Decision Handle(GrantShards grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        if (grant.Run != Run || (Pass is not null && grant.Pass.Step < Pass.Step))
        {
            return new Decision(this, []);
        }

        if (IsEarly)
        {
            return IsAsExpected(grant) ? Confirm() : GiveUpEarly().Then(state => state.Handle(grant));
        }

        NodeState granted = grant.Pass == Pass ? this : this with { Pass = grant.Pass, Pending = [], ExpectedRanges = [] };
        return (granted with
        {
            ExpectedRanges = granted.ExpectedRanges.IsEmpty ? ExpectedAfter(grant) : granted.ExpectedRanges,

            // Asked for again what it has in hand already, it goes on with that.
            Pending = granted.Pending.AddRange(
                grant.Ranges.Where(range => !granted.HasInHand(range)).Select(range => new GrantedRange(range, grant.Attempt))),
        }).Dispatch([]);
    }

    private bool HasInHand(ShardRange range) => Pending.Any(pending => pending.Range.Overlaps(range))
        || Workers.Where((work, worker) =>
            work is not null && work.Pass == Pass && work.Range.Overlaps(range) && !UnwantedWorkers.Contains(worker)).Any();

    /// <summary>A parameter actor published its slice's weights.</summary>
    public Decision Handle(WeightsPublished published)
    {
        ArgumentNullException.ThrowIfNull(published);
        if (published.Run != Run || published.Slice >= Published.Length || published.Step <= Published[published.Slice])
        {
            return new Decision(this, []);
        }

        return (this with { Published = Published.SetItem(published.Slice, published.Step) }).LoadNewest();
    }

    // A worker that still makes older weights ready would write over these: its end is waited for.
    private Decision LoadNewest()
    {
        long step = Published.Min();
        if (step <= Version || !Packing.IsEmpty || Published.Any(other => other != step))
        {
            return Dispatch([]);
        }

        NodeState informed = (this with { Version = step }).BeginEarly();
        if (!SharesWeights)
        {
            return informed.Dispatch([]);
        }

        int[] free = [.. Enumerable.Range(0, Workers.Length).Where(worker => Workers[worker] is null)];
        return free.Length > 1
            ? new Decision(
                informed with { Packing = [.. free] },
                [.. free.Select((worker, part) => new StartPacking(worker, new PackWeights(step, part, free.Length)))])
            : informed.Dispatch([new LoadWeights(step)]);
    }

    /// <summary>A worker has made its part of the weights ready.</summary>
    public Decision Handle(WeightsPacked packed)
    {
        ArgumentNullException.ThrowIfNull(packed);
        return (this with { Packing = Packing.Remove(packed.Worker) }).LoadNewest();
    }

    /// <summary>A worker is done.</summary>
    public Decision Handle(ShardsComputed result)
    {
        ArgumentNullException.ThrowIfNull(result);
        NodeState freed = Free(result.Worker);
        return result.Work.Pass != Pass || UnwantedWorkers.Contains(result.Worker)
            ? freed.Dispatch([new DiscardResult(result)])
            : IsEarly
                ? (freed with { EarlyResults = EarlyResults.Add(result) }).Dispatch([])
                : freed.Dispatch([new ForwardResult(result)]);
    }

    /// <summary>A worker threw and was restarted.</summary>
    public Decision Handle(WorkerFailed failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        NodeState freed = Free(failure.Worker);
        return UnwantedWorkers.Contains(failure.Worker) ? freed.Dispatch([])
            : IsEarly ? freed.GiveUpEarly()
            : freed.Dispatch([new ReportFailure(failure)]);
    }

    private NodeState Free(int worker) =>
        this with { Workers = Workers.SetItem(worker, null), UnwantedWorkers = UnwantedWorkers.Remove(worker) };

    private Decision Dispatch(ImmutableArray<NodeEffect> before)
    {
        if (Pass is null || Version != Pass.Step || Pending.IsEmpty || !Packing.IsEmpty || AwaitsUnwantedResult)
        {
            return new Decision(this, before);
        }

        ImmutableArray<NodeEffect>.Builder effects = before.ToBuilder();
        ImmutableArray<ComputeShards?>.Builder workers = Workers.ToBuilder();
        ImmutableList<GrantedRange> pending = Pending;
        int shards = Schedule.PlanOf(Pass).Shards;
        int served = 0;
        for (int worker = 0; worker < workers.Count && !pending.IsEmpty; worker++)
        {
            if (workers[worker] is null)
            {
                (GrantedRange piece, pending) = ShardAllocation.NextPiece(pending, shards, workers.Count - served++);
                workers[worker] = new ComputeShards(Pass, piece.Range, piece.Attempt);
                effects.Add(new StartWork(worker, workers[worker]!));
            }
        }

        return new Decision(this with { Workers = workers.ToImmutable(), Pending = pending }, effects.ToImmutable());
    }

    /// <summary>A new state and what is to be done, in order.</summary>
    public readonly record struct Decision(NodeState State, ImmutableArray<NodeEffect> Effects)
    {
        /// <summary>What follows from another decision upon this one.</summary>
        internal Decision Then(Func<NodeState, Decision> next)
        {
            Decision then = next(State);
            return then with { Effects = Effects.AddRange(then.Effects) };
        }
    }
}
