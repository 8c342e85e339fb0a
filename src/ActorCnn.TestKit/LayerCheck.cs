using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;
using Xunit;

namespace ActorCnn.TestKit;

/// <summary>Checks what a layer of one's own computes.</summary>
public static class LayerCheck
{
    private const double Step = 1e-2;

    // A difference quotient in single precision: rounding and curvature each cost about a thousandth.
    private const double Tolerance = 1e-2;

    /// <summary>
    /// Fails unless the gradients of the input and of every parameter agree with difference quotients,
    /// <c>(f(x + h) - f(x - h)) / 2h</c>, at values drawn from a fixed seed. A function with a kink, like relu's, can fail when a value
    /// lies near it: take another seed.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">The shape of its input.</param>
    /// <param name="seed">The seed.</param>
    public static void Gradients(CustomLayer layer, Shape input, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(layer);
        Random random = new(seed);
        ReferenceOperator kernel = layer.CreateReferenceOperator(input);
        double[] values = Draw(input.Count);
        double[] parameters = Draw(layer.Parameters(input).Sum(parameter => parameter.Count));
        double[] direction = Draw(layer.OutputShape(input).Count);
        (double[] ofInput, double[] ofParameters) = kernel.Backward(parameters, values, kernel.Forward(parameters, values), direction);
        Compare("input", values, ofInput, changed => kernel.Forward(parameters, changed));
        Compare("parameter", parameters, ofParameters, changed => kernel.Forward(changed, values));

        double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1)];

        void Compare(string what, double[] at, double[] gradient, Func<double[], double[]> forward)
        {
            for (int i = 0; i < at.Length; i++)
            {
                double quotient = (Project(forward(With(at, i, Step))) - Project(forward(With(at, i, -Step)))) / (2 * Step);
                Assert.True(
                    Math.Abs(quotient - gradient[i]) <= Tolerance * (1 + Math.Abs(quotient)),
                    $"{layer.Type}: the gradient of {what} {i} is {gradient[i]}, its difference quotient {quotient}");
            }
        }

        double Project(double[] output) => output.Zip(direction, (value, factor) => value * factor).Sum();
    }

    private static double[] With(double[] values, int index, double change)
    {
        double[] changed = [.. values];
        changed[index] += change;
        return changed;
    }
}
