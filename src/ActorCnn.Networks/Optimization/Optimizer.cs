namespace ActorCnn.Networks.Optimization;

/// <summary>
/// How a gradient changes the weights. Elementwise: any slicing of the parameters gives the same bits. Immutable; the numbers that an
/// optimizer remembers are handed to it as state.
/// </summary>
public abstract record Optimizer
{
    /// <summary>The name used in configurations.</summary>
    public abstract string Type { get; }

    /// <summary>Numbers remembered per parameter.</summary>
    public abstract int StatePerParameter { get; }

    /// <summary>The learning rate at a step.</summary>
    public abstract float LearningRate(long step);

    /// <summary>Changes the weights in place.</summary>
    /// <param name="weights">The weights of a slice.</param>
    /// <param name="gradientSum">The sum of the samples' gradients, of the same length.</param>
    /// <param name="state">What the optimizer remembers: <see cref="StatePerParameter"/> times the slice's length, zero at first.</param>
    /// <param name="samples">How many samples the sum is over.</param>
    /// <param name="step">The step's number, from zero.</param>
    public abstract void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, Span<float> state, int samples, long step);
}
