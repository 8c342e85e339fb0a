using ActorCnn.Networks.Optimization.Schedules;

namespace ActorCnn.Networks.Optimization;

/// <summary>
/// How a gradient changes the weights. Elementwise: any slicing of the parameters gives the same bits, and so does any vector width.
/// Immutable; the numbers that an optimizer remembers are handed to it as state.
/// </summary>
/// <param name="Rate">The learning rate that the schedule starts from.</param>
public abstract record Optimizer(float Rate)
{
    /// <summary>The name used in configurations.</summary>
    public abstract string Type { get; }

    /// <summary>Numbers remembered per parameter.</summary>
    public abstract int StatePerParameter { get; }

    /// <summary>
    /// How strongly weights and biases alike are pulled towards zero; 0 for not at all. AdamW shrinks them itself (decoupled); the others
    /// add <c>decay * w</c> to the gradient (L2).
    /// </summary>
    public float WeightDecay { get; init; }

    /// <summary>How the learning rate changes from step to step.</summary>
    public LearningRateSchedule Schedule { get; init; } = new ConstantSchedule();

    /// <summary>What keeps the gradient small. The owner of the gradient applies it, once, before <see cref="Apply"/>.</summary>
    public GradientClipping Clipping { get; init; } = GradientClipping.None;

    /// <summary>The learning rate at a step: the base rate times the schedule's factor, rounded once.</summary>
    /// <param name="step">The number of updates made before.</param>
    /// <param name="length">The run's length; a constant rate does without.</param>
    /// <param name="dropped">What the drops of a <see cref="PlateauSchedule"/> multiply the rate by so far.</param>
    public float LearningRate(long step, RunLength length = default, double dropped = 1) =>
        (float)(Rate * Schedule.Factor(step, length) * dropped);

    /// <summary>Changes the weights in place.</summary>
    /// <param name="weights">Weights, any part of a network's.</param>
    /// <param name="gradientSum">The sum of the samples' gradients, of the same length.</param>
    /// <param name="state">What the optimizer remembers of these weights, zero at first.</param>
    /// <param name="update">The step.</param>
    public abstract void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, OptimizerState state, UpdateStep update);
}

/// <summary>What an update depends on besides the tensors.</summary>
/// <param name="Samples">How many samples the sum of gradients is over.</param>
/// <param name="Step">The number of updates made before.</param>
/// <param name="Rate">The learning rate at this step.</param>
public readonly record struct UpdateStep(int Samples, long Step, float Rate)
{
    /// <summary>What turns the sum of gradients into their mean: one over the samples, rounded once.</summary>
    public float MeanScale => 1f / Samples;
}
