using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Parameters;

/// <summary>Something that the parameter actor does with tensors.</summary>
public abstract record ParameterEffect;

/// <summary>Take a gradient out of the exchange: it counts.</summary>
public sealed record KeepGradient(GradientComputed Gradient) : ParameterEffect;

/// <summary>Take a gradient out of the exchange and throw it away: it was counted before, or its step is over.</summary>
public sealed record DropGradient(GradientComputed Gradient) : ParameterEffect;

/// <summary>Add the gradients of a sub-tree's halves.</summary>
public sealed record JoinGradients(ReductionTree.Join Join) : ParameterEffect;

/// <summary>Look whether the sum over the minibatch is finite, before anybody makes an update.</summary>
public sealed record CheckSum(Pass Pass) : ParameterEffect;

/// <summary>Tell the coordinator that a range is counted.</summary>
public sealed record ReportCounted(Pass Pass, ShardRange Range) : ParameterEffect;

/// <summary>Tell the coordinator that an update is made.</summary>
public sealed record ReportApplied(ApplyUpdate Update) : ParameterEffect;

/// <summary>Apply the sum over the minibatch to the weights, and publish them.</summary>
public sealed record ApplyUpdate(Pass Pass, ShardMetrics Metrics, double RateFactor = 1) : ParameterEffect;

/// <summary>
/// The parameter actor's decisions: <c>(state, gradient) -> (state, effects)</c>, without tensors. Each shard of the step in hand counts
/// once, whoever computed it and however often it arrives; the joins are those of the fixed tree. Immutable.
/// </summary>
public sealed record ParameterState
{
    private ParameterState(RunSchedule schedule, Pass pass, bool isAlone) =>
        (Schedule, Pass, IsAlone, Counted) = (schedule, pass, isAlone, ReductionTree.Empty(schedule.PlanOf(pass).Shards));

    /// <summary>
    /// True when there is but one slice and its learning rate is known: it need not wait for the others to have counted all shards, nor for
    /// the coordinator's word, before it updates.
    /// </summary>
    public bool IsAlone { get; private init; }

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule { get; private init; }

    /// <summary>The step whose gradient is awaited.</summary>
    public Pass Pass { get; private init; }

    /// <summary>What was counted of it.</summary>
    public ReductionTree Counted { get; private init; }

    /// <summary>The newest update; null before the first.</summary>
    public ApplyUpdate? LastApplied { get; private init; }

    /// <summary>The state after a number of steps.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="schedule">The run's plan.</param>
    /// <param name="step">Steps made before.</param>
    /// <param name="slices">Slices of the parameters.</param>
    public static ParameterState Create(string run, RunSchedule schedule, long step, int slices = 1)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new ParameterState(schedule, schedule.GradientPass(run, step), slices == 1 && schedule.Plateau is null);
    }

    /// <summary>Takes a gradient.</summary>
    public (ParameterState State, ImmutableArray<ParameterEffect> Effects) Handle(GradientComputed gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Pass != Pass || Counted.Accept(gradient.Range, gradient.Metrics) is not { } accepted)
        {
            return (this, [new DropGradient(gradient)]);
        }

        ImmutableArray<ParameterEffect>.Builder effects = ImmutableArray.CreateBuilder<ParameterEffect>();
        effects.Add(new KeepGradient(gradient));
        foreach (ReductionTree.Join join in accepted.Joins)
        {
            effects.Add(new JoinGradients(join));
        }

        ParameterState counted = this with { Counted = accepted.Tree };
        if (accepted.Tree.IsComplete)
        {
            effects.Add(new CheckSum(Pass));
        }

        effects.Add(new ReportCounted(Pass, gradient.Range));
        return IsAlone ? counted.Update(effects, rateFactor: 1) : (counted, effects.ToImmutable());
    }

    /// <summary>Every slice has counted all shards: makes the update, or says again that it has.</summary>
    public (ParameterState State, ImmutableArray<ParameterEffect> Effects) Handle(ApplyStep apply)
    {
        ArgumentNullException.ThrowIfNull(apply);
        ImmutableArray<ParameterEffect>.Builder effects = ImmutableArray.CreateBuilder<ParameterEffect>();
        if (apply.Pass == Pass)
        {
            return Update(effects, apply.RateFactor);
        }

        if (apply.Pass == LastApplied?.Pass)
        {
            effects.Add(new ReportApplied(LastApplied));
        }

        return (this, effects.ToImmutable());
    }

    private (ParameterState State, ImmutableArray<ParameterEffect> Effects) Update(
        ImmutableArray<ParameterEffect>.Builder effects, double rateFactor)
    {
        if (Counted.Total is not { } total)
        {
            return (this, effects.ToImmutable());
        }

        ApplyUpdate update = new(Pass, total, rateFactor);
        effects.Add(update);
        effects.Add(new ReportApplied(update));
        return (new ParameterState(Schedule, Schedule.GradientPass(Pass.Run, Pass.Step + 1), IsAlone) { LastApplied = update }, effects.ToImmutable());
    }

    /// <summary>Says again what it has counted of a pass, or that it is done with it. Nothing when it knows of none such.</summary>
    /// <param name="status">The question.</param>
    public ImmutableArray<ParameterEffect> Answer(GetPassStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        if (status.Pass == Pass)
        {
            return [.. Counted.Counted(Schedule.PlanOf(Pass).Root).Select(range => new ReportCounted(Pass, range))];
        }

        return status.Pass == LastApplied?.Pass ? [new ReportApplied(LastApplied)] : [];
    }
}
