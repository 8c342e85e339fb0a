using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Optimization;

/// <summary>
/// RMSprop: the gradient over the root of its running mean square. With α the smoothing and λ the weight decay (L2):
/// <code>
/// g = sum * (1/samples) + λ w
/// v = α v + (1 - α) g²           (zero at first)
/// w = w - rate * g / (√v + ε)
/// </code>
/// Tieleman, Hinton, "Neural networks for machine learning", lecture 6.5, 2012. One rounding for each operation.
/// </summary>
/// <param name="Rate">The learning rate.</param>
public sealed record RmsPropOptimizer(float Rate) : Optimizer(Rate)
{
    /// <summary>How much of the mean square is kept, 0 to below 1.</summary>
    public double Smoothing { get; init; } = 0.99;

    /// <summary>Keeps the step finite where gradients vanish, above 0.</summary>
    public float Epsilon { get; init; } = 1e-8f;

    /// <inheritdoc/>
    public override string Type => "rmsprop";

    /// <inheritdoc/>
    public override int StatePerParameter => Rule.Remembered;

    /// <inheritdoc/>
    public override void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, OptimizerState state, UpdateStep update) =>
        ElementwiseUpdate.Apply(new Rule(this, update), weights, gradientSum, state);

    private readonly struct Rule(RmsPropOptimizer rmsProp, UpdateStep update) : IUpdateRule
    {
        private readonly float _scale = update.MeanScale;
        private readonly float _decay = rmsProp.WeightDecay;
        private readonly float _kept = (float)rmsProp.Smoothing;
        private readonly float _new = (float)(1 - rmsProp.Smoothing);
        private readonly float _epsilon = rmsProp.Epsilon;
        private readonly float _rate = update.Rate;

        public static int Remembered => 1;

        public Vector512<float> Update(
            Vector512<float> weights, Vector512<float> gradientSum, ref Vector512<float> first, ref Vector512<float> second)
        {
            Vector512<float> gradient = (gradientSum * _scale) + (weights * _decay);
            first = (first * _kept) + (gradient * gradient * _new);
            return weights - (gradient * _rate / (Vector512.Sqrt(first) + Vector512.Create(_epsilon)));
        }
    }
}
