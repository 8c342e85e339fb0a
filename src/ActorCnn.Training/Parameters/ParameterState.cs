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

/// <summary>Apply the sum over the minibatch to the weights, and publish them.</summary>
public sealed record ApplyUpdate(Pass Pass, ShardMetrics Metrics) : ParameterEffect;

/// <summary>
/// The parameter actor's decisions: <c>(state, gradient) -> (state, effects)</c>, without tensors. Each shard of the step in hand counts
/// once, whoever computed it and however often it arrives; the joins are those of the fixed tree. Immutable.
/// </summary>
public sealed record ParameterState
{
    private ParameterState(RunSchedule schedule, Pass pass) =>
        (Schedule, Pass, Counted) = (schedule, pass, MetricsTree.Empty(schedule.PlanOf(pass).Shards));

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule { get; private init; }

    /// <summary>The step whose gradient is awaited.</summary>
    public Pass Pass { get; private init; }

    /// <summary>What was counted of it.</summary>
    public MetricsTree Counted { get; private init; }

    /// <summary>The newest update; null before the first.</summary>
    public ApplyUpdate? LastApplied { get; private init; }

    /// <summary>The state after a number of steps.</summary>
    public static ParameterState Create(string run, RunSchedule schedule, long step)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return new ParameterState(schedule, schedule.GradientPass(run, step));
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

        if (accepted.Tree.Total is not { } total)
        {
            return (this with { Counted = accepted.Tree }, effects.ToImmutable());
        }

        ApplyUpdate update = new(Pass, total);
        effects.Add(update);
        return (Create(Pass.Run, Schedule, Pass.Step + 1) with { LastApplied = update }, effects.ToImmutable());
    }

    /// <summary>Says again what it has counted of a pass, or that it is done with it. Nothing when it knows of none such.</summary>
    /// <param name="status">The question.</param>
    /// <param name="slice">The number of its slice.</param>
    /// <param name="learningRate">The learning rate of a step.</param>
    public IEnumerable<ITrainingMessage> Answer(GetPassStatus status, int slice, Func<long, double> learningRate)
    {
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(learningRate);
        if (status.Pass == Pass)
        {
            return Counted.Tree.Counted(Schedule.PlanOf(Pass).Root).Select(range => new ShardsCounted(Pass, range, slice));
        }

        return status.Pass == LastApplied?.Pass
            ? [new StepApplied(LastApplied.Pass, LastApplied.Metrics, learningRate(LastApplied.Pass.Step), slice)]
            : [];
    }
}
