using System.Numerics;
using System.Runtime.InteropServices;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Optimization;

/// <summary>
/// Keeps the mean gradient g of a step small, before the optimizer and its weight decay see it: first each number by itself, then all
/// together.
/// <code>
/// g[i] = min(max(g[i], -value), value)
/// g    = g * norm / |g|                 where |g| = √(sum of g[i]²) is above norm
/// </code>
/// Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1. It works on the sum over the
/// samples, with limits that are as many times larger. Same bits at any vector width.
/// </summary>
/// <param name="Value">The largest size of a number; 0 for no limit.</param>
/// <param name="Norm">The largest norm; 0 for no limit.</param>
public sealed record GradientClipping(float Value = 0, float Norm = 0)
{
    /// <summary>No limits.</summary>
    public static GradientClipping None { get; } = new();

    /// <summary>Whether it must see the gradient of the whole network at once: the limit by value is elementwise, the one by norm is not.</summary>
    public bool NeedsWholeGradient => Norm != 0;

    /// <summary>Whether there is any limit.</summary>
    public bool IsActive => Value != 0 || Norm != 0;

    /// <summary>Clips in place.</summary>
    /// <param name="gradientSum">The sum of the samples' gradients, finite; of the whole network if <see cref="NeedsWholeGradient"/>.</param>
    /// <param name="samples">How many samples the sum is over.</param>
    public void Apply(Span<float> gradientSum, int samples) => Apply(gradientSum, [Range.All], samples);

    /// <summary>Clips parts of a gradient in place; the norm is over all of them, and the rest is left alone.</summary>
    /// <param name="gradientSum">The sum of the samples' gradients.</param>
    /// <param name="parts">The parts, in order.</param>
    /// <param name="samples">How many samples the sum is over.</param>
    public void Apply(Span<float> gradientSum, ReadOnlySpan<Range> parts, int samples)
    {
        if (Value != 0)
        {
            foreach (Range part in parts)
            {
                ClipEach(gradientSum[part], Value * samples);
            }
        }

        if (Norm == 0)
        {
            return;
        }

        double squares = 0;
        foreach (Range part in parts)
        {
            squares += VectorSum.OfSquares(gradientSum[part]);
        }

        double largest = (double)Norm * samples;
        double norm = Math.Sqrt(squares);
        if (norm > largest)
        {
            foreach (Range part in parts)
            {
                Scale(gradientSum[part], (float)(largest / norm));
            }
        }
    }

    private static void ClipEach(Span<float> gradientSum, float limit)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(gradientSum);
        foreach (ref Vector<float> vector in vectors)
        {
            vector = Vector.Min(Vector.Max(vector, new Vector<float>(-limit)), new Vector<float>(limit));
        }

        foreach (ref float number in gradientSum[(vectors.Length * Vector<float>.Count)..])
        {
            number = Math.Min(Math.Max(number, -limit), limit);
        }
    }

    private static void Scale(Span<float> gradientSum, float factor)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(gradientSum);
        foreach (ref Vector<float> vector in vectors)
        {
            vector *= factor;
        }

        foreach (ref float number in gradientSum[(vectors.Length * Vector<float>.Count)..])
        {
            number *= factor;
        }
    }
}
