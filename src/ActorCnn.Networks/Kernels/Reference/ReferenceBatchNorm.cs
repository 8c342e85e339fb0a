using ActorCnn.Networks.Layers;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// <c>y = gamma n + beta</c> with <c>n = (x - mean) / sqrt(variance + epsilon)</c>. Going back, with the means over the channel's values
/// written as avg: <c>dgamma = sum of dy n</c>, <c>dbeta = sum of dy</c>,
/// <c>dx = gamma / sqrt(variance + epsilon) (dy - avg(dy) - n avg(dy n))</c>. In place of a gradient the running averages get the shard's
/// statistics times its samples.
/// </summary>
/// <param name="layer">Epsilon, and whether it is frozen.</param>
/// <param name="shape">The shape of the input.</param>
public sealed class ReferenceBatchNorm(BatchNormLayer layer, Shape shape) : ReferenceShardOperator
{
    private int Area => shape.Height * shape.Width;

    /// <inheritdoc/>
    public override double[][] ForwardShard(double[] parameters, double[][] inputs, ReferencePass pass)
    {
        double[][] outputs = [.. inputs.Select(_ => new double[shape.Count])];
        for (int c = 0; c < shape.Channels; c++)
        {
            (double mean, double variance) = Statistics(parameters, inputs, c, pass);
            foreach ((int s, int i) in Values(c, inputs.Length))
            {
                outputs[s][i] = (parameters[c] * (inputs[s][i] - mean) / Deviation(variance)) + parameters[shape.Channels + c];
            }
        }

        return outputs;
    }

    /// <inheritdoc/>
    public override (double[][] Inputs, double[] Parameters) BackwardShard(
        double[] parameters, double[][] inputs, double[][] outputs, double[][] outputGradients, ReferencePass pass)
    {
        double[][] inputGradients = [.. inputs.Select(_ => new double[shape.Count])];
        double[] gradient = new double[4 * shape.Channels];
        double count = inputs.Length * Area;
        for (int c = 0; c < shape.Channels; c++)
        {
            (double mean, double variance) = Statistics(parameters, inputs, c, pass);
            double Normal(int s, int i) => (inputs[s][i] - mean) / Deviation(variance);
            double sum = Values(c, inputs.Length).Sum(value => outputGradients[value.Sample][value.Index]);
            double product = Values(c, inputs.Length).Sum(
                value => outputGradients[value.Sample][value.Index] * Normal(value.Sample, value.Index));
            foreach ((int s, int i) in Values(c, inputs.Length))
            {
                double centred = UsesAverages(pass)
                    ? outputGradients[s][i] : outputGradients[s][i] - (sum / count) - (Normal(s, i) * product / count);
                inputGradients[s][i] = parameters[c] / Deviation(variance) * centred;
            }

            gradient[c] = product;
            gradient[shape.Channels + c] = sum;
            gradient[(2 * shape.Channels) + c] = inputs.Length * mean;
            gradient[(3 * shape.Channels) + c] = inputs.Length * variance * count / Math.Max(1, count - 1);
        }

        return (inputGradients, gradient);
    }

    private bool UsesAverages(ReferencePass pass) => layer.Frozen || !pass.IsTraining;

    private double Deviation(double variance) => Math.Sqrt(variance + layer.Epsilon);

    private (double Mean, double Variance) Statistics(double[] parameters, double[][] inputs, int channel, ReferencePass pass)
    {
        if (UsesAverages(pass))
        {
            return (parameters[(2 * shape.Channels) + channel], parameters[(3 * shape.Channels) + channel]);
        }

        double mean = Values(channel, inputs.Length).Average(value => inputs[value.Sample][value.Index]);
        return (mean, Values(channel, inputs.Length).Average(value => Math.Pow(inputs[value.Sample][value.Index] - mean, 2)));
    }

    // Where a channel's values stand.
    private IEnumerable<(int Sample, int Index)> Values(int channel, int samples) =>
        from s in Enumerable.Range(0, samples)
        from i in Enumerable.Range(channel * Area, Area)
        select (s, i);
}
