namespace ActorCnn.Networks.Optimization.Schedules;

/// <summary>The same rate at every step after the warm-up: <c>shape = 1</c>.</summary>
public sealed record ConstantSchedule : LearningRateSchedule
{
    /// <inheritdoc/>
    public override string Type => "constant";

    /// <inheritdoc/>
    public override bool DependsOnSteps => false;

    /// <inheritdoc/>
    protected override double Shape(long step, double warmUp, RunLength length) => 1;
}
