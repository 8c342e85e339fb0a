using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Tests.Layers;

namespace ActorCnn.Networks.Tests.Kernels.Reference;

/// <summary>Holds gradients against central differences, <c>f'(x) = (f(x + h) - f(x - h)) / 2h</c>, in double precision.</summary>
internal static class GradientCheck
{
    /// <summary>
    /// The cut-off is h^2/6 times the third derivative, which is 2 at most (tanh) and 0 for most layers: 3e-11 at this step. The
    /// rounding is the last digit of some hundred terms of size 10 over h: 1e-9 at worst. A larger step gains nothing, a smaller one
    /// loses to rounding; both are far below <see cref="LayerCase.Separation"/>.
    /// </summary>
    public const double Step = 1e-5;

    /// <summary>Ten times the error that the step leaves; a forgotten term or a wrong index is off by some hundredths or more.</summary>
    public const double Tolerance = 1e-8;

    /// <summary>
    /// Checks a layer's gradients for its inputs and its parameters over a shard, for the loss
    /// <c>sum of outputGradients[s][i] outputs[s][i]</c>.
    /// </summary>
    public static void Layer(
        ReferenceOperator kernel, double[] parameters, double[][] inputs, double[][] outputGradients, bool[]? trained = null)
    {
        ReferencePass pass = ReferencePass.Training(inputs.Length);
        double Loss() => kernel.ForwardShard(parameters, inputs, pass)
            .Zip(outputGradients, (output, gradient) => output.Zip(gradient, (x, y) => x * y).Sum()).Sum();
        double[][] outputs = kernel.ForwardShard(parameters, inputs, pass);
        (double[][] inputGradients, double[] parameterGradient) =
            kernel.BackwardShard(parameters, inputs, outputs, outputGradients, pass);

        foreach ((double[] input, double[] inputGradient) in inputs.Zip(inputGradients))
        {
            AssertClose.Equal(CentralDifferences(Loss, input), inputGradient, Tolerance, "input gradient");
        }

        double[] derivatives = CentralDifferences(Loss, parameters);
        AssertClose.Equal(
            [.. derivatives.Where((_, i) => trained?[i] ?? true)], [.. parameterGradient.Where((_, i) => trained?[i] ?? true)],
            Tolerance, "parameter gradient");
    }

    /// <summary>The derivative of a function with respect to each value, which is changed for the time of a call.</summary>
    public static double[] CentralDifferences(Func<double> function, double[] values)
    {
        double[] derivatives = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double value = values[i];
            values[i] = value + Step;
            double above = function();
            values[i] = value - Step;
            double below = function();
            values[i] = value;
            derivatives[i] = (above - below) / (2 * Step);
        }

        return derivatives;
    }
}
