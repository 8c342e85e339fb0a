namespace ActorCnn.Networks.Optimization;

/// <summary>
/// Adam with decoupled weight decay: the decay λ shrinks the weights and is no part of the gradient, so that it pulls on all of them
/// alike. With t the step from one:
/// <code>
/// g = sum * (1/samples)
/// m = β1 m + (1 - β1) g
/// v = β2 v + (1 - β2) g²
/// w = w * (1 - rate λ) - rate/(1 - β1^t) * m / (√v * (1/√(1 - β2^t)) + ε)
/// </code>
/// Loshchilov, Hutter, "Decoupled weight decay regularization", 2019, algorithm 2, where λ is taken times the rate as PyTorch does.
/// Rounding is as in <see cref="AdamOptimizer"/>.
/// </summary>
/// <param name="Rate">The learning rate.</param>
public sealed record AdamWOptimizer(float Rate) : Optimizer(Rate)
{
    /// <summary>How much of the mean gradient is kept, 0 to below 1.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>How much of the mean square is kept, 0 to below 1.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Keeps the step finite where gradients vanish, above 0.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <inheritdoc/>
    public override string Type => "adamw";

    /// <inheritdoc/>
    public override int StatePerParameter => AdamRule.Remembered;

    /// <inheritdoc/>
    public override void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, OptimizerState state, UpdateStep update) =>
        ElementwiseUpdate.Apply(
            new AdamRule(Beta1, Beta2, Epsilon, update) { Shrink = (float)(1 - ((double)update.Rate * WeightDecay)) },
            weights, gradientSum, state);
}
