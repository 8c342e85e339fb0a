using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// Layers one after the other over the samples of a shard. Their parameters follow each other; those of a frozen layer have the
/// gradient zero.
/// </summary>
internal sealed class ReferenceSequence
{
    private readonly Step[] _steps;

    /// <param name="layers">The layers.</param>
    /// <param name="input">The shape that reaches the first.</param>
    public ReferenceSequence(IReadOnlyList<Layer> layers, Shape input)
    {
        List<Step> steps = [];
        int offset = 0;
        int number = 0;
        foreach (Layer layer in layers)
        {
            int count = layer.Parameters(input).Sum(parameter => parameter.Count);
            steps.Add(new Step(layer.CreateReferenceOperator(input), number, offset..(offset + count), layer.Frozen));
            input = layer.OutputShape(input);
            offset += count;
            number += layer.LayerCount;
        }

        (_steps, ParameterCount) = ([.. steps], offset);
    }

    /// <summary>The number of parameters.</summary>
    public int ParameterCount { get; }

    /// <summary>The outputs of every layer for each sample.</summary>
    public IReadOnlyList<double[][]> Forward(double[] parameters, double[][] inputs, ReferencePass pass)
    {
        List<double[][]> outputs = [];
        foreach (Step step in _steps)
        {
            inputs = step.Kernel.ForwardShard(parameters[step.Parameters], inputs, step.PassOf(pass));
            outputs.Add(inputs);
        }

        return outputs;
    }

    /// <summary>The gradient of each sample's input, and the sum over samples of the parameters'.</summary>
    public (double[][] Inputs, double[] Parameters) Backward(
        double[] parameters, double[][] inputs, IReadOnlyList<double[][]> outputs, double[][] outputGradients, ReferencePass pass)
    {
        double[] gradient = new double[ParameterCount];
        for (int i = _steps.Length - 1; i >= 0; i--)
        {
            Step step = _steps[i];
            (outputGradients, double[] parameterGradient) = step.Kernel.BackwardShard(
                parameters[step.Parameters], i == 0 ? inputs : outputs[i - 1], outputs[i], outputGradients, step.PassOf(pass));
            if (!step.IsFrozen)
            {
                parameterGradient.CopyTo(gradient.AsSpan(step.Parameters));
            }
        }

        return (outputGradients, gradient);
    }

    private sealed record Step(ReferenceOperator Kernel, int Number, Range Parameters, bool IsFrozen)
    {
        public ReferencePass PassOf(ReferencePass pass) => pass with { Layer = pass.Layer + Number };
    }
}
