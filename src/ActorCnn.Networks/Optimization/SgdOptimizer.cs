using System.Numerics;
using System.Runtime.InteropServices;

namespace ActorCnn.Networks.Optimization;

/// <summary>Stochastic gradient descent: <c>w = w - rate/samples * sum</c>, one rounding for the product and the sum each.</summary>
public sealed record SgdOptimizer(float Rate) : Optimizer
{
    /// <inheritdoc/>
    public override string Type => "sgd";

    /// <inheritdoc/>
    public override int StatePerParameter => 0;

    /// <inheritdoc/>
    public override float LearningRate(long step) => Rate;

    /// <inheritdoc/>
    public override void Apply(Span<float> weights, ReadOnlySpan<float> gradientSum, Span<float> state, int samples, long step)
    {
        float scale = Rate / samples;
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
}
