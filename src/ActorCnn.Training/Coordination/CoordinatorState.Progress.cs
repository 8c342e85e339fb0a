using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Training.Coordination;

/// <summary>What comes next: the order of steps, evaluations, checkpoints and the end.</summary>
public sealed partial record CoordinatorState
{
    /// <summary>A node of the run.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Workers">Its worker actors.</param>
    public readonly record struct Member(string Name, int Workers);

    /// <summary>A new state and what is to be done, in order.</summary>
    public readonly record struct Decision(CoordinatorState State, ImmutableList<CoordinatorEffect> Effects)
    {
        /// <summary>The same with an effect before the others.</summary>
        public Decision After(CoordinatorEffect first) => this with { Effects = Effects.Insert(0, first) };
    }

    private int Workers => Nodes.Sum(node => node.Workers);

    private bool IsTrained => Position.Epoch >= Schedule.Epochs || StopsEarly;

    private Decision Next(TimeSpan now)
    {
        if (StopReason is not null || CheckpointBy is not null || !Leaving.IsEmpty || IsCheckpointDue(now))
        {
            return Checkpoint(now);
        }

        if (PausedBy is not null)
        {
            return Pause(now);
        }

        if (Position.Batch == Schedule.BatchesPerEpoch)
        {
            return Schedule.EvaluatesAfter(Position.Epoch) ? Evaluate(Position.Epoch, now) : EndEpoch(null, now);
        }

        if (IsTrained)
        {
            // A run that was resumed after its last epoch has no metrics to end with.
            return Test is null ? Evaluate(Position.Epoch - 1, now) : Checkpoint(now);
        }

        return Begin(RunPhase.Training, Schedule.GradientPass(Run, Position.Step), now);
    }

    private Decision Evaluate(int epoch, TimeSpan now) =>
        Begin(RunPhase.Evaluating, new Pass(Run, PassKind.Evaluation, Position.Step, epoch, 0), now);

    private Decision Begin(RunPhase phase, Pass pass, TimeSpan now) =>
        (this with
        {
            Phase = phase,
            InHand = PassInHand.Begin(pass, Schedule.PlanOf(pass), pass.Kind == PassKind.Gradient ? Slices : 1, now),
        }).GrantWaiting(now);

    private Decision GrantWaiting(TimeSpan now)
    {
        if (InHand is null)
        {
            return Unchanged;
        }

        (PassInHand granted, ImmutableList<CoordinatorEffect> effects) = InHand.Grant(InTime.IsEmpty ? Nodes : InTime, now);
        return new Decision(this with { InHand = granted }, effects);
    }

    private Decision EndEpoch(ShardMetrics? test, TimeSpan now)
    {
        EpochCompleted completed = new()
        {
            Run = Run,
            Epoch = Position.Epoch + 1,
            Step = Position.Step,
            Train = Position.EpochMetrics,
            Test = test,
            SamplesPerSecond = EpochSeconds > 0 ? EpochSamples / EpochSeconds : 0,
            LearningRate = LearningRate,
            ElapsedSeconds = Elapsed(now),
        };
        CoordinatorState ended = this with
        {
            EpochSamples = 0,
            EpochSeconds = 0,
            Position = Position with { Epoch = Position.Epoch + 1, Batch = 0, EpochMetrics = default, ElapsedSeconds = Elapsed(now) },
        };
        return ended.AfterEpoch(completed, now).After(new Publish(completed));
    }

    private bool IsCheckpointDue(TimeSpan now)
    {
        CheckpointSettings settings = Schedule.Checkpoints;
        return Position.Step > LastCheckpointStep
            && ((settings.EverySteps > 0 && Position.Step - LastCheckpointStep >= settings.EverySteps)
                || (settings.EverySeconds > 0 && (now - LastCheckpointAt).TotalSeconds >= settings.EverySeconds));
    }

    private Decision Checkpoint(TimeSpan now)
    {
        CoordinatorState saving = this with
        {
            Phase = RunPhase.Checkpointing,
            InHand = null,
            AskedAt = now,
            Position = Position with { ElapsedSeconds = Elapsed(now) },
        };
        return new Decision(saving, [new RequestCheckpoint(new WriteCheckpoint(Run, saving.Position))]);
    }

    private Decision Fail(string reason, TimeSpan now) => End(RunPhase.Failed, RunOutcome.Failed, reason, now);

    private Decision End(RunPhase phase, RunOutcome outcome, string reason, TimeSpan now)
    {
        RunPosition position = Position with { ElapsedSeconds = Elapsed(now) };
        RunEnded ended = new()
        {
            Run = Run,
            Outcome = outcome,
            Reason = reason,
            Position = position,
            Test = Test,
            Nodes = Nodes.Count,
            Workers = Workers,
        };
        return new Decision(this with { Phase = phase, InHand = null, Position = position }, [new Publish(ended)]);
    }

    private Publish ReportNodes() =>
        new(new NodesChanged { Run = Run, Nodes = Nodes.Count, Workers = Workers, NodesLost = Position.NodesLost });

    private Publish Warn(string message) => new(new RunWarning { Run = Run, Message = message });

    private double Elapsed(TimeSpan now) => Phase is RunPhase.Forming or RunPhase.Placing && StartedAt == default
        ? Position.ElapsedSeconds
        : ElapsedBefore + ((PausedSince ?? now) - StartedAt).TotalSeconds;
}
