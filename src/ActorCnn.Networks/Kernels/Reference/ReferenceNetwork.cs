using ActorCnn.Networks.Losses;
using MathNet.Numerics.LinearAlgebra;

namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>
/// A whole network in double precision: the oracle that the fast kernels are held against. Parameters and
/// gradients are in the order of the network's buffer, samples as <see cref="Shape"/> says. Deterministic; safe from any thread.
/// </summary>
public sealed class ReferenceNetwork
{
    private readonly ReferenceSequence _layers;

    /// <summary>Makes the plain kernels of a network.</summary>
    /// <param name="network">What is computed.</param>
    /// <param name="loss">What gradients are of; null for the cross-entropy as it is.</param>
    public ReferenceNetwork(Network network, CrossEntropyLoss? loss = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        Network = network;
        Loss = loss ?? new CrossEntropyLoss();
        _layers = new ReferenceSequence([.. network.Layers.Select(layer => layer.Layer)], network.Input);
    }

    /// <summary>What is computed.</summary>
    public Network Network { get; }

    /// <summary>What gradients are of.</summary>
    public CrossEntropyLoss Loss { get; }

    /// <summary>The output of every layer when a sample is evaluated; the last are the logits.</summary>
    public IReadOnlyList<double[]> Forward(double[] parameters, double[] sample) =>
        [.. Forward(parameters, [sample], ReferencePass.Evaluation(1)).Select(outputs => outputs[0])];

    /// <summary>The output of every layer for each sample of a shard.</summary>
    public IReadOnlyList<double[][]> Forward(double[] parameters, double[][] shard, ReferencePass pass) =>
        _layers.Forward(parameters, shard, pass);

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

    /// <summary>The loss and the gradient of a sample that is a shard by itself.</summary>
    public (double Loss, double[] Gradient) Gradient(double[] parameters, double[] sample, int label)
    {
        (double[] losses, double[] gradient) = ShardGradient(parameters, [sample], [label], ReferencePass.Training(1));
        return (losses[0], gradient);
    }

    /// <summary>
    /// The loss of each sample of a shard and the sum of their gradients with respect to the parameters; at the logits a gradient is
    /// <c>softmax - q</c>.
    /// </summary>
    public (double[] Losses, double[] Gradient) ShardGradient(
        double[] parameters, double[][] shard, IReadOnlyList<int> labels, ReferencePass pass)
    {
        IReadOnlyList<double[][]> outputs = Forward(parameters, shard, pass);
        double[][] outputGradients =
            [.. outputs[^1].Select((logits, i) => Softmax(logits).Zip(Target(logits.Length, labels[i], Loss), (p, q) => p - q).ToArray())];

        (_, double[] gradient) = _layers.Backward(parameters, shard, outputs, outputGradients, pass);
        return ([.. outputs[^1].Select((logits, i) => CrossEntropy(logits, labels[i], Loss))], gradient);
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
