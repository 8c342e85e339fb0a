using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Optimization.Schedules;

/// <summary>
/// The rate falls along half a cosine from the end of the warm-up, w steps, to the end of the run:
/// <c>shape = final + (1 - final) * (1 + cos(π x)) / 2</c> with <c>x = (step - w) / (steps - w)</c>. Loshchilov, Hutter, "SGDR: stochastic
/// gradient descent with warm restarts", 2017, equation 5, for one period.
/// </summary>
public sealed record CosineSchedule : LearningRateSchedule
{
    /// <summary>The factor where the run ends.</summary>
    public double FinalFactor { get; init; }

    /// <inheritdoc/>
    public override string Type => "cosine";

    /// <inheritdoc/>
    public override bool DependsOnSteps => true;

    /// <inheritdoc/>
    protected override double Shape(long step, double warmUp, RunLength length) =>
        step < warmUp ? 1 : Anneal(1, FinalFactor, (step - warmUp) / (length.KnownSteps - warmUp));

    /// <summary>From one factor to another along half a cosine, x from 0 to 1.</summary>
    internal static double Anneal(double from, double to, double x) =>
        to + ((from - to) * (1 + PinnedMath.CosineOfHalfTurns(Math.Min(x, 1))) / 2);
}
