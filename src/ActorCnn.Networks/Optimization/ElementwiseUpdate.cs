using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ActorCnn.Networks.Optimization;

/// <summary>
/// The formula of an optimizer on sixteen parameters. Only operations that IEEE 754 rounds in one way: additions, products, divisions,
/// square roots.
/// </summary>
internal interface IUpdateRule
{
    /// <summary>Numbers remembered per parameter, at most two.</summary>
    static abstract int Remembered { get; }

    /// <summary>The new weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="gradientSum">The sum of the samples' gradients.</param>
    /// <param name="first">The first remembered number, updated; zero for a rule without.</param>
    /// <param name="second">The second.</param>
    Vector512<float> Update(
        Vector512<float> weights, Vector512<float> gradientSum, ref Vector512<float> first, ref Vector512<float> second);
}

/// <summary>Takes a rule over parameters.</summary>
internal static class ElementwiseUpdate
{
    /// <summary>Updates the weights and the state in place.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply<TRule>(TRule rule, Span<float> weights, ReadOnlySpan<float> gradientSum, OptimizerState state)
        where TRule : struct, IUpdateRule
    {
        Span<float> first = TRule.Remembered > 0 ? state[0] : [];
        Span<float> second = TRule.Remembered > 1 ? state[1] : [];
        if (gradientSum.Length != weights.Length
            || (TRule.Remembered > 0 && first.Length != weights.Length) || (TRule.Remembered > 1 && second.Length != weights.Length))
        {
            throw new ArgumentException($"update: lengths differ; expected {weights.Length} gradients and as many of each remembered number");
        }

        int i = 0;
        for (; i <= weights.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Step(rule, weights, gradientSum, first, second, i);
        }

        if (i < weights.Length)
        {
            ApplyToLast(rule, weights[i..], gradientSum[i..], Rest(first, i), Rest(second, i));
        }
    }

    // The last few go through the same vectors with zeros behind them, so that the formula is written once.
    private static void ApplyToLast<TRule>(
        TRule rule, Span<float> weights, ReadOnlySpan<float> gradientSum, Span<float> first, Span<float> second)
        where TRule : struct, IUpdateRule
    {
        Span<float> padded = stackalloc float[4 * Vector512<float>.Count];
        padded.Clear();
        Span<float> paddedWeights = padded[..Vector512<float>.Count];
        Span<float> paddedGradient = padded.Slice(Vector512<float>.Count, Vector512<float>.Count);
        Span<float> paddedFirst = padded.Slice(2 * Vector512<float>.Count, Vector512<float>.Count);
        Span<float> paddedSecond = padded[(3 * Vector512<float>.Count)..];
        weights.CopyTo(paddedWeights);
        gradientSum.CopyTo(paddedGradient);
        first.CopyTo(paddedFirst);
        second.CopyTo(paddedSecond);
        Step(rule, paddedWeights, paddedGradient, paddedFirst, paddedSecond, 0);
        paddedWeights[..weights.Length].CopyTo(weights);
        paddedFirst[..first.Length].CopyTo(first);
        paddedSecond[..second.Length].CopyTo(second);
    }

    private static void Step<TRule>(
        TRule rule, Span<float> weights, ReadOnlySpan<float> gradientSum, Span<float> first, Span<float> second, int offset)
        where TRule : struct, IUpdateRule
    {
        Vector512<float> firsts = TRule.Remembered > 0 ? Load(first, offset) : default;
        Vector512<float> seconds = TRule.Remembered > 1 ? Load(second, offset) : default;
        Vector512<float> updated = rule.Update(Load(weights, offset), Load(gradientSum, offset), ref firsts, ref seconds);
        updated.StoreUnsafe(ref MemoryMarshal.GetReference(weights), (nuint)offset);
        if (TRule.Remembered > 0)
        {
            firsts.StoreUnsafe(ref MemoryMarshal.GetReference(first), (nuint)offset);
        }

        if (TRule.Remembered > 1)
        {
            seconds.StoreUnsafe(ref MemoryMarshal.GetReference(second), (nuint)offset);
        }
    }

    private static Vector512<float> Load(ReadOnlySpan<float> values, int offset) =>
        Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)offset);

    private static Span<float> Rest(Span<float> values, int from) => values.IsEmpty ? values : values[from..];
}
