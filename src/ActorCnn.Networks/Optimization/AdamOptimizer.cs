namespace ActorCnn.Networks.Optimization;

/// <summary>
/// Adam: each weight has a rate of its own, from the running means of its gradient and of the gradient's square. With λ the weight decay
/// (L2, part of the gradient and so of the means) and t the step from one:
/// <code>
/// g = sum * (1/samples) + λ w
/// m = β1 m + (1 - β1) g
/// v = β2 v + (1 - β2) g²
/// w = w - rate/(1 - β1^t) * m / (√v * (1/√(1 - β2^t)) + ε)
/// </code>
/// Kingma, Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1. What depends on the step alone is computed once in double
/// precision, powers by <see cref="Numerics.PinnedMath.Power"/>, and rounded once; the rest has one rounding for each operation.
/// </summary>
/// <param name="Rate">The learning rate.</param>
public sealed record AdamOptimizer(float Rate) : Optimizer(Rate)
{
    /// <summary>How much of the mean gradient is kept, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the mean square is kept, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the step finite where gradients vanish, above 0.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <inheritdoc/>
    public override string Type => "adam";

    /// <inheritdoc/>
    public override int StatePerParameter => AdamRule.Remembered;

    /// <inheritdoc/>
    public override void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, OptimizerState state, UpdateStep update) =>
        ElementwiseUpdate.Apply(
            new AdamRule(Beta1, Beta2, Epsilon, update) { Decay = WeightDecay }, weights, gradientSum, state);
}
