using ActorCnn.Formats.Onnx;
using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;
using Microsoft.ML.OnnxRuntime;

namespace ActorCnn.Formats.Tests.Onnx;

/// <summary>A network with random weights, in ONNX Runtime beside our own kernels.</summary>
internal sealed class ExportedNetwork : IDisposable
{
    // The reference is slow: the first samples of a batch are enough for it, the others are held against our kernels.
    private const int SamplesForReference = 2;

    private readonly Network _network;
    private readonly float[] _parameters;
    private readonly ChannelNormalization? _normalization;
    private readonly InferenceSession _session;

    public ExportedNetwork(Network network, int seed, ChannelNormalization? normalization = null)
    {
        (_network, _parameters, _normalization) = (network, RandomParameters(network, seed), normalization);
        using MemoryStream stream = new();
        OnnxModel.Write(stream, network, _parameters, new Dictionary<string, string>(), normalization);
        using SessionOptions options = new() { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        _session = new InferenceSession(stream.ToArray(), options);
    }

    /// <summary>The largest differences over batches of 1, 7 and 64.</summary>
    public Difference Compare(int seed) =>
        new[] { 1, 7, 64 }.Select(batch => Compare(batch, seed)).Aggregate(new Difference(0, 0), (largest, next) => largest.Max(next));

    public void Dispose() => _session.Dispose();

    private Difference Compare(int batch, int seed)
    {
        Random random = new(seed + batch);
        int size = _network.Input.Count;
        int classes = _network.Output.Count;
        float[] samples = [.. Enumerable.Range(0, batch * size).Select(_ => (2 * random.NextSingle()) - 1)];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(
            samples, [batch, _network.Input.Channels, _network.Input.Height, _network.Input.Width]);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
            options, [OnnxModel.InputName], [input], [OnnxModel.ProbabilitiesName, OnnxModel.LogitsName]);
        Assert.Equal([batch, classes], outputs[0].GetTensorTypeAndShape().Shape);
        float[] probabilities = outputs[0].GetTensorDataAsSpan<float>().ToArray();
        float[] logits = outputs[1].GetTensorDataAsSpan<float>().ToArray();
        float[][] reaching = [.. samples.Chunk(size).Select(Normalize)];
        double[] exact = [.. reaching.Take(SamplesForReference).SelectMany(Logits)];

        // Logits may be of any size: their difference is in parts of the largest.
        double scale = Math.Max(1, exact.Max(Math.Abs));
        return new Difference(Largest(probabilities, Predict(reaching)), Largest(logits[..exact.Length], exact) / scale);
    }

    private float[] Normalize(float[] sample)
    {
        int area = _network.Input.Height * _network.Input.Width;
        return _normalization is null ? sample
            : [.. sample.Select((x, i) => (x - _normalization.Mean[i / area]) / _normalization.Deviation[i / area])];
    }

    private double[] Logits(float[] sample) => new ReferenceNetwork(_network).Forward(ToDouble(_parameters), ToDouble(sample))[^1];

    private double[] Predict(float[][] samples)
    {
        LaneNetwork kernels = new(_network);
        LaneWeights weights = kernels.CreateWeights();
        kernels.Pack(_parameters, weights);
        LaneWorkspace workspace = kernels.CreateWorkspace(training: false);
        List<double> found = [];
        foreach (float[][] block in samples.Chunk(LaneNetwork.Lanes))
        {
            for (int lane = 0; lane < block.Length; lane++)
            {
                workspace.SetSample(lane, block[lane]);
            }

            float[] probabilities = new float[block.Length * _network.Output.Count];
            kernels.Predict(weights, workspace, block.Length, probabilities);
            found.AddRange(ToDouble(probabilities));
        }

        return [.. found];
    }

    // Weights of about the size that they start with; a variance is positive.
    private static float[] RandomParameters(Network network, int seed)
    {
        float[] parameters = network.InitialParameters((ulong)seed);
        Random random = new(seed);
        foreach (NetworkTensor tensor in network.Tensors.Where(tensor => tensor.Shape.Name != "weight"))
        {
            foreach (ref float value in parameters.AsSpan(tensor.Offset, tensor.Shape.Count))
            {
                value = tensor.Shape.Start + (0.9f * ((2 * random.NextSingle()) - 1));
            }
        }

        return parameters;
    }

    private static double Largest(float[] found, double[] expected)
    {
        Assert.Equal(expected.Length, found.Length);
        return found.Zip(expected, (f, e) => Math.Abs(f - e)).Max();
    }

    private static double[] ToDouble(float[] values) => [.. values.Select(value => (double)value)];
}

/// <summary>How far ONNX Runtime is from our kernels.</summary>
/// <param name="Probability">The largest difference of a class probability from what <c>predict</c> says.</param>
/// <param name="Logit">The largest difference of a logit from the double-precision reference, in parts of the largest logit.</param>
internal readonly record struct Difference(double Probability, double Logit)
{
    public Difference Max(Difference other) => new(Math.Max(Probability, other.Probability), Math.Max(Logit, other.Logit));
}
