namespace ActorCnn.Networks.Optimization.Schedules;

/// <summary>
/// How the learning rate changes from step to step: a factor of the base rate, which is a pure function of the step and the run's
/// length. In double precision from additions, products and divisions alone, so that every machine has the same bits. Immutable.
/// <code>
/// factor(step) = (step + 1) / (w + 1) * shape(step)    in the first w steps, the warm-up: a line that never is zero
///              = shape(step)                           later
/// </code>
/// Warm-up: Goyal et al., "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017, section 2.2.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The name used in configurations.</summary>
    public abstract string Type { get; }

    /// <summary>Whether a run of other length has other rates at its first steps.</summary>
    public abstract bool DependsOnSteps { get; }

    /// <summary>Steps of warm-up; those of <see cref="WarmUpEpochs"/> are added.</summary>
    public int WarmUpSteps { get; init; }

    /// <summary>Epochs of warm-up, a fraction too.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>What the base rate is multiplied by, not negative.</summary>
    /// <param name="step">The number of updates made before.</param>
    /// <param name="length">The run's length.</param>
    public double Factor(long step, RunLength length)
    {
        double warmUp = WarmUpSteps + (WarmUpEpochs == 0 ? 0 : Math.Round(WarmUpEpochs * length.KnownStepsPerEpoch));
        double ramp = step < warmUp ? (step + 1) / (warmUp + 1) : 1;
        return ramp * Shape(step, warmUp, length);
    }

    /// <summary>The factor but for the warm-up.</summary>
    /// <param name="step">The number of updates made before.</param>
    /// <param name="warmUp">The steps of the warm-up.</param>
    /// <param name="length">The run's length.</param>
    protected abstract double Shape(long step, double warmUp, RunLength length);
}

/// <summary>How long a run is; the default value stands for a length that is not known, which does for a constant rate.</summary>
/// <param name="Steps">All steps.</param>
/// <param name="StepsPerEpoch">The steps of an epoch.</param>
public readonly record struct RunLength(long Steps, int StepsPerEpoch)
{
    internal long KnownSteps => Steps > 0 ? Steps : throw NotKnown();

    internal int KnownStepsPerEpoch => StepsPerEpoch > 0 ? StepsPerEpoch : throw NotKnown();

    private static InvalidOperationException NotKnown() => new("learning rate: its schedule wants the length of the run; expected steps, got none");
}
