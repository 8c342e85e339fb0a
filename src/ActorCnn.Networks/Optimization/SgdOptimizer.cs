using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Optimization;

/// <summary>
/// Stochastic gradient descent, with g the mean gradient, μ the momentum, λ the weight decay (L2):
/// <code>
/// g = sum * (1/samples) + λ w
/// b = μ b + g                    (zero at first)
/// w = w - rate * b               with Nesterov: w - rate * (g + μ b)
/// </code>
/// as Sutskever, Martens, Dahl, Hinton, "On the importance of initialization and momentum in deep learning", 2013, in the form with the
/// rate outside b that PyTorch made common. Without momentum and decay it is <c>w = w - rate/samples * sum</c>. One rounding for each
/// operation.
/// </summary>
/// <param name="Rate">The learning rate.</param>
public sealed record SgdOptimizer(float Rate) : Optimizer(Rate)
{
    /// <summary>How much of the last direction is kept, 0 to below 1; 0 for plain descent, which remembers nothing.</summary>
    public float Momentum { get; init; }

    /// <summary>Whether the step looks ahead along the direction that it has just renewed. Without momentum it makes no difference.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc/>
    public override string Type => "sgd";

    /// <inheritdoc/>
    public override int StatePerParameter => Momentum == 0 ? 0 : MomentumRule.Remembered;

    /// <inheritdoc/>
    public override void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, OptimizerState state, UpdateStep update)
    {
        if (Momentum != 0)
        {
            ElementwiseUpdate.Apply(new MomentumRule(this, update), weights, gradientSum, state);
        }
        else if (WeightDecay != 0)
        {
            ElementwiseUpdate.Apply(new DecayRule(this, update), weights, gradientSum, state);
        }
        else
        {
            ApplyPlain(weights, gradientSum, update.Rate / update.Samples);
        }
    }

    private static void ApplyPlain(Span<float> weights, ReadOnlySpan<float> gradientSum, float scale)
    {
        Span<Vector<float>> weightVectors = MemoryMarshal.Cast<float, Vector<float>>(weights);
        ReadOnlySpan<Vector<float>> gradientVectors = MemoryMarshal.Cast<float, Vector<float>>(gradientSum);
        Vector<float> scales = new(scale);
        for (int i = 0; i < weightVectors.Length; i++)
        {
            weightVectors[i] -= scales * gradientVectors[i];
        }

        for (int i = weightVectors.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            weights[i] -= scale * gradientSum[i];
        }
    }

    private readonly struct DecayRule(SgdOptimizer sgd, UpdateStep update) : IUpdateRule
    {
        private readonly float _scale = update.MeanScale;
        private readonly float _decay = sgd.WeightDecay;
        private readonly float _rate = update.Rate;

        public static int Remembered => 0;

        public Vector512<float> Update(
            Vector512<float> weights, Vector512<float> gradientSum, ref Vector512<float> first, ref Vector512<float> second) =>
            weights - (((gradientSum * _scale) + (weights * _decay)) * _rate);
    }

    private readonly struct MomentumRule(SgdOptimizer sgd, UpdateStep update) : IUpdateRule
    {
        private readonly float _scale = update.MeanScale;
        private readonly float _decay = sgd.WeightDecay;
        private readonly float _momentum = sgd.Momentum;
        private readonly float _rate = update.Rate;
        private readonly bool _nesterov = sgd.Nesterov;

        public static int Remembered => 1;

        public Vector512<float> Update(
            Vector512<float> weights, Vector512<float> gradientSum, ref Vector512<float> first, ref Vector512<float> second)
        {
            Vector512<float> gradient = (gradientSum * _scale) + (weights * _decay);
            first = (first * _momentum) + gradient;
            Vector512<float> direction = _nesterov ? gradient + (first * _momentum) : first;
            return weights - (direction * _rate);
        }
    }
}
