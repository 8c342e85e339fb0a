using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Metrics;
using ActorCnn.Networks.Numerics;
using BenchmarkDotNet.Attributes;

namespace ActorCnn.Benchmarks.Operators;

/// <summary>Softmax and cross-entropy of sixteen samples.</summary>
public unsafe class LossBenchmarks
{
    private readonly int[] _labels = new int[LaneNetwork.Lanes];
    private AlignedBuffer _logits = null!;
    private AlignedBuffer _gradient = null!;

    [Params(3, 10, 100)]
    public int Classes { get; set; }

    [GlobalSetup]
    public void Create()
    {
        _logits = new AlignedBuffer(Classes * LaneNetwork.Lanes);
        _gradient = new AlignedBuffer(Classes * LaneNetwork.Lanes);
        Random random = new(1);
        foreach (ref float logit in _logits.Span)
        {
            logit = random.NextSingle();
        }

        for (int lane = 0; lane < LaneNetwork.Lanes; lane++)
        {
            _labels[lane] = random.Next(Classes);
        }
    }

    [Benchmark]
    public ShardMetrics Loss() => SoftmaxCrossEntropy.Measure(_logits.Pointer, Classes, _labels);

    [Benchmark]
    public ShardMetrics LossAndGradient() => SoftmaxCrossEntropy.Measure(_logits.Pointer, Classes, _labels, _gradient.Pointer, smoothing: 0);
}
