using System.Runtime.Intrinsics;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Optimization;

/// <summary>The formula that <see cref="AdamOptimizer"/> and <see cref="AdamWOptimizer"/> share; each has a decay of its own.</summary>
internal readonly struct AdamRule(double beta1, double beta2, float epsilon, UpdateStep update) : IUpdateRule
{
    private readonly float _scale = update.MeanScale;
    private readonly float _beta1 = (float)beta1;
    private readonly float _beta2 = (float)beta2;

    // From the doubles: 1 - 0.999f would be off by 5e-5 of its value.
    private readonly float _new1 = (float)(1 - beta1);
    private readonly float _new2 = (float)(1 - beta2);
    private readonly float _rate = (float)(update.Rate / (1 - PinnedMath.Power(beta1, update.Step + 1)));
    private readonly float _correction2 = (float)(1 / Math.Sqrt(1 - PinnedMath.Power(beta2, update.Step + 1)));
    private readonly float _epsilon = epsilon;

    public static int Remembered => 2;

    /// <summary>The weight decay that is part of the gradient.</summary>
    public float Decay { get; init; }

    /// <summary>What is left of a weight before its step.</summary>
    public float Shrink { get; init; } = 1;

    public Vector512<float> Update(
        Vector512<float> weights, Vector512<float> gradientSum, ref Vector512<float> first, ref Vector512<float> second)
    {
        Vector512<float> gradient = (gradientSum * _scale) + (weights * Decay);
        first = (first * _beta1) + (gradient * _new1);
        second = (second * _beta2) + (gradient * gradient * _new2);
        Vector512<float> size = (Vector512.Sqrt(second) * _correction2) + Vector512.Create(_epsilon);
        return (weights * Shrink) - (first * _rate / size);
    }
}
