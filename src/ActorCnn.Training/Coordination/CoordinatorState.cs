using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Coordination;

/// <summary>
/// The coordinator's decisions: <c>(state, message, now) -> (state, effects)</c>, without actors, tensors or a clock of its own. It
/// drives passes, evaluations and checkpoints in the order that the plan wants, and grants again what is lost. Immutable.
/// </summary>
public sealed partial record CoordinatorState
{
    /// <summary>How often the same shards may fail before the run does.</summary>
    public const int MaximumAttempts = 5;

    /// <summary>The run's id.</summary>
    public required string Run { get; init; }

    /// <summary>The run's plan.</summary>
    public required RunSchedule Schedule { get; init; }

    /// <summary>Slices of the parameters, each with an actor of its own.</summary>
    public int Slices { get; init; } = 1;

    /// <summary>How far it has come. A batch equal to the batches of an epoch means that the epoch's end is still to be made.</summary>
    public required RunPosition Position { get; init; }

    /// <summary>What it is doing.</summary>
    public RunPhase Phase { get; init; } = RunPhase.Forming;

    /// <summary>The nodes that compute.</summary>
    public ImmutableList<Member> Nodes { get; init; } = [];

    /// <summary>The pass that is being computed; null in every other phase.</summary>
    public PassInHand? InHand { get; init; }

    /// <summary>The newest metrics of the test samples.</summary>
    public ShardMetrics? Test { get; init; }

    /// <summary>Why it shall stop; null when nobody asked.</summary>
    public string? StopReason { get; init; }

    /// <summary>Nodes that must have joined before the run starts.</summary>
    public int MinimumNodes { get; init; } = 1;

    // The same as Nodes: every node joins again each second, and looking through a list of thousands for it would take all the time.
    private ImmutableDictionary<string, int> WorkersOf { get; init; } = ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    private double LearningRate { get; init; }

    // Speed is told of the part of an epoch that this process saw: a resumed epoch is timed from where it went on.
    private long EpochSamples { get; init; }

    private double EpochSeconds { get; init; }

    private TimeSpan StartedAt { get; init; }

    private double ElapsedBefore { get; init; }

    private TimeSpan LastCheckpointAt { get; init; }

    private long LastCheckpointStep { get; init; }

    /// <summary>Takes a message.</summary>
    /// <param name="message">A message of the training protocol; one of another run or pass changes nothing.</param>
    /// <param name="now">Time since any fixed moment, never going back.</param>
    public Decision Handle(ITrainingMessage message, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Run != Run || Phase is RunPhase.Completed or RunPhase.Stopped or RunPhase.Failed or RunPhase.Abandoned)
        {
            return Unchanged;
        }

        return message switch
        {
            JoinRun join => ToldWhereSlicesAre(join, OnJoin(join, now)),
            NodeLost lost => OnLost(lost.Node, isLoss: true, now),
            LeaveRun leave => OnLost(leave.Node, isLoss: false, now),
            ShardsCounted counted => OnCounted(counted, now),
            EvaluationComputed evaluated => OnEvaluated(evaluated, now),
            StepApplied applied => OnApplied(applied, now),
            ShardsFailed failed => OnShardsFailed(failed, now),
            NotFinite problem => IsInHand(problem.Pass) ? Fail(problem.Problem, now) : Unchanged,
            CheckpointWritten written => OnCheckpointWritten(written, now),
            CheckpointFailed failed => OnCheckpointFailed(failed, now),
            BestKept kept => OnBestKept(kept, now),
            StopRun stop => OnStop(stop, now),
            PauseRun pause => OnPause(pause),
            ResumeRun resume => OnResume(resume, now),
            SaveCheckpoint save => OnSaveCheckpoint(save, now),
            GetRunStatus => OnGetStatus(),
            NodeStatus status => OnNodeStatus(status),
            SliceHeld held => OnHeld(held, now),
            _ => Unchanged,
        };
    }

    private Decision Unchanged => new(this, []);

    private bool IsInHand(Pass pass) => InHand?.Pass == pass;

    private Decision OnJoin(JoinRun join, TimeSpan now)
    {
        bool isKnown = WorkersOf.TryGetValue(join.Node, out int workers);
        if (isKnown && workers == join.Workers)
        {
            return Late.Contains(join.Node) ? new Decision(this with { Late = Late.Remove(join.Node) }, []) : Unchanged;
        }

        CoordinatorState joined = this with
        {
            Late = Late.Remove(join.Node),
            Nodes = (isKnown ? Nodes.RemoveAll(node => node.Name == join.Node) : Nodes).Add(new Member(join.Node, join.Workers)),
            WorkersOf = WorkersOf.SetItem(join.Node, join.Workers),
        };
        if (Phase != RunPhase.Forming)
        {
            return joined.GrantWaiting(now).After(joined.ReportNodes());
        }

        joined = Nodes.IsEmpty ? joined with { FormingSince = now } : joined;
        return joined.Nodes.Count < MinimumNodes ? new Decision(joined, [joined.ReportNodes()]) : joined.StartOrPlace(now);
    }

    private Decision Start(TimeSpan now)
    {
        CoordinatorState begun = this with
        {
            StartedAt = now,
            ElapsedBefore = Position.ElapsedSeconds,
            LastCheckpointAt = now,
            LastCheckpointStep = Position.Step,
        };
        RunStarted started = new()
        {
            Run = Run,
            Schedule = Schedule,
            Position = Position,
            Nodes = Nodes.Count,
            Workers = Workers,
        };
        Decision next = begun.Next(now).After(new Publish(started));
        return Before is null ? next : next.After(Warn(
            $"{Before.Reason}; the run goes on from step {Position.Step}"
            + (Position.Step < Before.Position.Step ? $" of {Before.Position.Step}, and does those since again" : "")));
    }

    private Decision OnLost(string lost, bool isLoss, TimeSpan now)
    {
        if (!WorkersOf.ContainsKey(lost))
        {
            return Unchanged;
        }

        if (Holders.Contains(lost))
        {
            return isLoss ? LoseHolder(lost, isLoss, now) : LetHolderLeave(lost, now);
        }

        CoordinatorState left = this with
        {
            Late = Late.Remove(lost),
            Nodes = Nodes.RemoveAll(node => node.Name == lost),
            WorkersOf = WorkersOf.Remove(lost),
            Gone = GoneWith(new GoneNode(lost, isLoss)),
            Position = Position with { NodesLost = Position.NodesLost + (isLoss ? 1 : 0) },
        };
        int shards = 0;
        if (InHand is not null)
        {
            (PassInHand released, shards) = InHand.Release(lost);
            left = left with
            {
                InHand = released,
                Position = left.Position with { ShardsReissued = left.Position.ShardsReissued + shards },
            };
        }

        string consequence = left.Nodes.IsEmpty ? "the run waits for a node to join" : $"{shards} shards are granted to others";
        return left.GrantWaiting(now)
            .After(left.ReportNodes())
            .After(left.Warn($"node {lost} {(isLoss ? "was lost" : "has left")}; {consequence}"));
    }

    private Decision OnCounted(ShardsCounted counted, TimeSpan now)
    {
        if (!IsInHand(counted.Pass) || InHand!.Counted.Learn(counted.Slice, counted.Range) is not { } learned)
        {
            return Unchanged;
        }

        return new Decision(
            WithCounts(learned, now),
            learned.IsComplete && (Slices > 1 || Schedule.Plateau is not null) ? [new TellSlices(ApplyStepOf(counted.Pass))] : []);
    }

    private Decision OnEvaluated(EvaluationComputed evaluated, TimeSpan now)
    {
        if (!IsInHand(evaluated.Pass) || InHand!.Counted.Accept(0, evaluated.Range, evaluated.Metrics) is not { } accepted)
        {
            return Unchanged;
        }

        CoordinatorState counted = WithCounts(accepted, now);
        if (accepted.Total is not { } total)
        {
            return new Decision(counted, []);
        }

        counted = counted with
        {
            InHand = null,
            Test = total,
        };
        return counted.Position.Batch == Schedule.BatchesPerEpoch ? counted.EndEpoch(total, now) : counted.Next(now);
    }

    private Decision OnApplied(StepApplied applied, TimeSpan now)
    {
        if (!IsInHand(applied.Pass))
        {
            return Unchanged;
        }

        ImmutableHashSet<int> slices = InHand!.Applied.Add(applied.Slice);
        if (slices.Count < Slices)
        {
            return new Decision(this with { InHand = InHand with { Applied = slices } }, []);
        }

        double seconds = (now - InHand.StartedAt).TotalSeconds;
        CoordinatorState stepped = this with
        {
            InHand = null,
            LearningRate = applied.LearningRate,
            EpochSamples = EpochSamples + applied.Metrics.Samples,
            EpochSeconds = EpochSeconds + seconds,
            Position = Position with
            {
                Step = Position.Step + 1,
                Batch = Position.Batch + 1,
                EpochMetrics = Position.EpochMetrics + applied.Metrics,
                TrainSeconds = Position.TrainSeconds + seconds,
                ElapsedSeconds = Elapsed(now),
            },
        };
        StepCompleted completed = new() { Run = Run, Pass = applied.Pass, Metrics = applied.Metrics, Position = stepped.Position };
        return stepped.Next(now).After(new Publish(completed));
    }

    private Decision OnShardsFailed(ShardsFailed failed, TimeSpan now)
    {
        if (!IsInHand(failed.Pass) || InHand!.Counted.Missing(failed.Range).IsEmpty)
        {
            return Unchanged;
        }

        int failures = InHand.FailuresOf(failed.Range, failed.Attempt) + 1;
        if (failures >= MaximumAttempts)
        {
            return Fail(
                $"{failed.Pass}: {failed.Range} could not be computed in {failures} attempts; the last, on {failed.Node}, ended with: "
                + failed.Reason, now);
        }

        ImmutableArray<ShardRange> missing = InHand.Counted.Missing(failed.Range);
        CoordinatorState waiting = this with
        {
            InHand = InHand with { Waiting = InHand.Waiting.AddRange(missing.Select(range => new GrantedRange(range, failed.Attempt + 1, failures))) },
            Position = Position with
            {
                ShardsReissued = Position.ShardsReissued + missing.Sum(range => range.Count(InHand.Plan.Shards)),
            },
        };
        return waiting.GrantWaiting(now).After(Warn(
            $"{failed.Pass}: a worker of {failed.Node} failed on {failed.Range} and was restarted, the shards are granted again: "
            + failed.Reason));
    }

    private Decision OnStop(StopRun stop, TimeSpan now)
    {
        CoordinatorState stopping = this with { StopReason = StopReason ?? stop.Reason };

        // An evaluation is not waited for: it can be made again from the checkpoint. A step in hand is finished while there are nodes.
        bool finishesStep = Phase == RunPhase.Training && !Nodes.IsEmpty;
        return finishesStep || Phase is RunPhase.Checkpointing or RunPhase.KeepingBest
            ? new Decision(stopping, [])
            : (stopping with { InHand = null }).Next(now);
    }

    private Decision OnCheckpointWritten(CheckpointWritten written, TimeSpan now)
    {
        if (Phase != RunPhase.Checkpointing || written.Step != Position.Step)
        {
            return Unchanged;
        }

        Decision next = AfterCheckpoint(now);
        if (CheckpointBy is not null)
        {
            next = next.After(Controlled(RunChange.Checkpoint, CheckpointBy, now));
        }

        return written.Path is null
            ? next
            : next.After(new Publish(new CheckpointSaved { Run = Run, Step = written.Step, Path = written.Path }));
    }

    private Decision OnCheckpointFailed(CheckpointFailed failed, TimeSpan now)
    {
        if (Phase != RunPhase.Checkpointing || failed.Step != Position.Step)
        {
            return Unchanged;
        }

        return StopReason is null
            ? AfterCheckpoint(now).After(Warn($"no checkpoint after step {failed.Step}: {failed.Reason}; the ones before are whole"))
            : Fail($"stopped by {StopReason}, and no checkpoint could be written: {failed.Reason}; the ones before are whole", now);
    }

    private Decision AfterCheckpoint(TimeSpan now)
    {
        CoordinatorState saved = this with { LastCheckpointAt = now, LastCheckpointStep = Position.Step, CheckpointBy = null };
        return (StopReason, IsTrained) switch
        {
            (_, true) when Test is not null => saved.End(RunPhase.Completed, RunOutcome.Completed, EarlyEnd, now),
            ({ } reason, _) => saved.End(RunPhase.Stopped, RunOutcome.Stopped, $"stopped by {reason} after step {Position.Step}", now)
                .After(Controlled(RunChange.Stop, reason, now)),
            _ when !Leaving.IsEmpty => saved.HandSlicesOver(now),
            _ => saved.Next(now),
        };
    }
}
