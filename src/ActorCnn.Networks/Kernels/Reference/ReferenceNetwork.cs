using ActorCnn.Networks.Losses;
using MathNet.Numerics.LinearAlgebra;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// A whole network in double precision, one sample at a time: the oracle that the fast kernels are held against. Parameters and
/// gradients are in the order of the network's buffer, samples as <see cref="Shape"/> says. Deterministic; safe from any thread.
/// </summary>
public sealed class ReferenceNetwork
{
    private readonly ReferenceOperator[] _operators;

    /// <summary>Makes the plain kernels of a network.</summary>
    /// <param name="network">What is computed.</param>
    /// <param name="loss">What gradients are of; null for the cross-entropy as it is.</param>
    public ReferenceNetwork(Network network, CrossEntropyLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        Loss = loss ?? new CrossEntropyLoss();
        _operators = [.. network.Layers.Select(layer => layer.Layer.CreateReferenceOperator(layer.Input))];
    }

    /// <summary>What is computed.</summary>
    public Network Network { get; }

    /// <summary>What gradients are of.</summary>
    public CrossEntropyLoss Loss { get; }

    /// <summary>The output of every layer; the last are the logits.</summary>
    public IReadOnlyList<double[]> Forward(double[] parameters, double[] sample)
    {
        List<double[]> outputs = [];
        double[] input = sample;
        foreach (NetworkLayer layer in Network.Layers)
        {
            input = _operators[layer.Index].Forward(parameters[layer.ParameterRange], input);
            outputs.Add(input);
        }

        return outputs;
    }

    /// <summary>
    /// <c>p[i] = exp(z[i] - max z) / sum over j of exp(z[j] - max z)</c>: subtracting the largest keeps the exponentials finite.
    /// </summary>
    public static double[] Softmax(double[] logits)
    {
        Vector<double> z = Vector<double>.Build.Dense(logits);
        Vector<double> exponentials = (z - z.Maximum()).PointwiseExp();
        return (exponentials / exponentials.Sum()).ToArray();
    }

    /// <summary>
    /// The cross-entropy in nats: <c>-log softmax(z)[label] = log(sum over j of exp(z[j] - max z)) + max z - z[label]</c>.
    /// </summary>
    public static double CrossEntropy(double[] logits, int label)
    {
        Vector<double> z = Vector<double>.Build.Dense(logits);
        return Math.Log((z - z.Maximum()).PointwiseExp().Sum()) + z.Maximum() - z[label];
    }

    /// <summary>The cross-entropy with the loss's target: <c>log(sum over j of exp(z[j] - max z)) + max z - q z</c>.</summary>
    public static double CrossEntropy(double[] logits, int label, CrossEntropyLoss loss)
    {
        Vector<double> z = Vector<double>.Build.Dense(logits);
        return Math.Log((z - z.Maximum()).PointwiseExp().Sum()) + z.Maximum() - (Vector<double>.Build.Dense(Target(logits.Length, label, loss)) * z);
    }

    /// <summary>The target q of a sample.</summary>
    public static double[] Target(int classes, int label, CrossEntropyLoss loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        double share = loss.LabelSmoothing;
        return [.. Enumerable.Range(0, classes).Select(k => (k == label ? 1 - share : 0) + (share / classes))];
    }

    /// <summary>The probability of each class.</summary>
    public double[] Probabilities(double[] parameters, double[] sample) => Softmax(Forward(parameters, sample)[^1]);

    /// <summary>A sample's loss and its gradient with respect to the parameters; at the logits that is <c>softmax - q</c>.</summary>
    public (double Loss, double[] Gradient) Gradient(double[] parameters, double[] sample, int label)
    {
        IReadOnlyList<double[]> outputs = Forward(parameters, sample);
        double[] target = Target(Network.Output.Channels, label, Loss);
        double[] outputGradient = [.. Softmax(outputs[^1]).Zip(target, (p, q) => p - q)];

        double[] gradient = new double[Network.ParameterCount];
        foreach (NetworkLayer layer in Network.Layers.Reverse())
        {
            double[] input = layer.Index == 0 ? sample : outputs[layer.Index - 1];
            (outputGradient, double[] parameterGradient) = _operators[layer.Index].Backward(
                parameters[layer.ParameterRange], input, outputs[layer.Index], outputGradient);
            parameterGradient.CopyTo(gradient.AsSpan(layer.ParameterRange));
        }

        return (CrossEntropy(outputs[^1], label, Loss), gradient);
    }

    /// <summary>The mean of the samples' losses and gradients.</summary>
    public (double Loss, double[] Gradient) MeanGradient(double[] parameters, IReadOnlyCollection<(double[] Sample, int Label)> batch)
    {
        double loss = 0;
        Vector<double> sum = Vector<double>.Build.Dense(Network.ParameterCount);
        foreach ((double[] sample, int label) in batch)
        {
            (double sampleLoss, double[] gradient) = Gradient(parameters, sample, label);
            loss += sampleLoss;
            sum += Vector<double>.Build.Dense(gradient);
        }

        return (loss / batch.Count, (sum / batch.Count).ToArray());
    }

    /// <summary>The parameters after a step of gradient descent: <c>p - rate mean gradient</c>.</summary>
    public double[] Step(double[] parameters, IReadOnlyCollection<(double[] Sample, int Label)> batch, double rate)
    {
        (_, double[] gradient) = MeanGradient(parameters, batch);
        return (Vector<double>.Build.Dense(parameters) - (rate * Vector<double>.Build.Dense(gradient))).ToArray();
    }

    /// <summary>The mean probability given to the right class: the seed's own "accuracy".</summary>
    public double MeanProbability(double[] parameters, IEnumerable<(double[] Sample, int Label)> samples) =>
        samples.Average(sample => Probabilities(parameters, sample.Sample)[sample.Label]);
}
