using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Optimization.Schedules;

/// <summary>The rate drops after every so many epochs: <c>shape = drop^floor(epoch / everyEpochs)</c>, with the epoch from zero.</summary>
/// <param name="EveryEpochs">Epochs between two drops, at least one, counted from the run's start.</param>
public sealed record StepSchedule(int EveryEpochs) : LearningRateSchedule
{
    /// <summary>What the rate is multiplied by at a drop.</summary>
    public double Drop { get; init; } = 0.1;

    /// <inheritdoc/>
    public override string Type => "step";

    /// <inheritdoc/>
    public override bool DependsOnSteps => false;

    /// <inheritdoc/>
    protected override double Shape(long step, double warmUp, RunLength length) =>
        PinnedMath.Power(Drop, step / length.KnownStepsPerEpoch / EveryEpochs);
}
