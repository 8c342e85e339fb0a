namespace ActorCnn.Networks.Optimization;

/// <summary>
/// How a gradient changes the weights. Elementwise: any slicing of the parameters gives the same bits, and so does any vector width.
/// Immutable; the numbers that an optimizer remembers are handed to it as state.
/// </summary>
/// <param name="Rate">The learning rate.</param>
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

    /// <summary>The learning rate at a step.</summary>
    public float LearningRate(long step) => Rate;

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
