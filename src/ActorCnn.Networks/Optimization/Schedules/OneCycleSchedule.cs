namespace ActorCnn.Networks.Optimization.Schedules;

/// <summary>
/// The rate rises from a low start to the base rate and falls to a lower end, each along half a cosine; the rise is its warm-up. With
/// <c>x = step / steps</c> and c(from, to, y) = <c>to + (from - to) * (1 + cos(π y)) / 2</c>:
/// <code>
/// shape = c(start, 1, x / rise)                  while x is below rise
///       = c(1, final, (x - rise) / (1 - rise))   later
/// </code>
/// Smith, Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018, with cosines for its lines.
/// </summary>
public sealed record OneCycleSchedule : LearningRateSchedule
{
    /// <summary>The part of the run in which the rate rises, above 0 and below 1.</summary>
    public double Rise { get; init; } = 0.3;

    /// <summary>The factor of the first step.</summary>
    public double StartFactor { get; init; } = 0.04;

    /// <summary>The factor where the run ends.</summary>
    public double FinalFactor { get; init; } = 0.0001;

    /// <inheritdoc/>
    public override string Type => "one-cycle";

    /// <inheritdoc/>
    public override bool DependsOnSteps => true;

    /// <inheritdoc/>
    protected override double Shape(long step, double warmUp, RunLength length)
    {
        double x = (double)step / length.KnownSteps;
        return x < Rise
            ? CosineSchedule.Anneal(StartFactor, 1, x / Rise)
            : CosineSchedule.Anneal(1, FinalFactor, (x - Rise) / (1 - Rise));
    }
}
