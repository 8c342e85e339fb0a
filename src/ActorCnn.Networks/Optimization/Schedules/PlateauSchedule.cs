using ActorCnn.Networks.Metrics;

namespace ActorCnn.Networks.Optimization.Schedules;

/// <summary>
/// The rate drops when a figure is stuck: <c>rate = base * ramp * drop^drops</c>. The drops hang on what the run's evaluations have shown,
/// not on the step alone, so they are not this schedule's: the run's owner counts them, as part of the state that a checkpoint keeps,
/// and gives <see cref="Optimizer.LearningRate"/> their product.
/// </summary>
public sealed record PlateauSchedule : LearningRateSchedule
{
    /// <summary>What the rate is multiplied by at a drop.</summary>
    public double Drop { get; init; } = 0.1;

    /// <summary>When the figure is stuck. The count begins anew after a drop; the best value stays.</summary>
    public PatienceRule Rule { get; init; } = new();

    /// <inheritdoc/>
    public override string Type => "plateau";

    /// <inheritdoc/>
    public override bool DependsOnSteps => false;

    /// <inheritdoc/>
    protected override double Shape(long step, double warmUp, RunLength length) => 1;
}
