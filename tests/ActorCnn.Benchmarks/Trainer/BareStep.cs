using ActorCnn.Data;
using ActorCnn.Data.Augmentation;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;

namespace ActorCnn.Benchmarks.Trainer;

/// <summary>
/// What a step cannot do without, in a plain loop on one thread: samples into lanes, gradients, their sum, the update and the packing of
/// the new weights. The trainer's step beyond it is messages and waiting. Each part can also be run alone.
/// </summary>
internal sealed class BareStep
{
    private readonly BenchmarkNetwork _benchmark;
    private readonly Dataset _samples;
    private readonly LaneNetwork _lanes;
    private readonly LaneWeights _packed;
    private readonly LaneWorkspace _workspace;
    private readonly AlignedBuffer _weights;
    private readonly AlignedBuffer _sum;
    private readonly AlignedBuffer _gradient;
    private readonly SgdOptimizer _optimizer = new(BenchmarkNetwork.LearningRate);
    private readonly int[] _labels = new int[LaneNetwork.Lanes];
    private readonly Augmenter? _augmenter;

    public BareStep(BenchmarkNetwork benchmark, params SampleAugmentation[] augmentations)
    {
        _benchmark = benchmark;
        _samples = RandomData.Create(benchmark).Train;
        _augmenter = new SamplePreparation(null, augmentations).CreateAugmenter(_samples, _samples.Values, seed: 1);
        _lanes = new LaneNetwork(benchmark.Network);
        _packed = _lanes.CreateWeights();
        _workspace = _lanes.CreateWorkspace(training: true);
        int parameters = benchmark.Network.ParameterCount;
        (_weights, _sum, _gradient) = (new AlignedBuffer(parameters), new AlignedBuffer(parameters), new AlignedBuffer(parameters));
        benchmark.Network.InitialParameters(seed: 1).CopyTo(_weights.Span);
        _lanes.Pack(_weights.Span, _packed);
    }

    /// <summary>All of it.</summary>
    public void Run()
    {
        ForEachBlock((first, count) =>
        {
            Load(first, count);
            Compute(first, count);
            Sum(first, count);
        });
        Update();
    }

    /// <summary>The samples of a minibatch into lanes.</summary>
    public void Load() => ForEachBlock(Load);

    /// <summary>The gradients of a minibatch.</summary>
    public void Compute() => ForEachBlock(Compute);

    /// <summary>The sum of a minibatch's gradients, the update and the packing.</summary>
    public void SumAndUpdate()
    {
        ForEachBlock(Sum);
        Update();
    }

    private void ForEachBlock(Action<int, int> work)
    {
        for (int first = 0; first < _benchmark.BatchSize; first += LaneNetwork.Lanes)
        {
            work(first, Math.Min(LaneNetwork.Lanes, _benchmark.BatchSize - first));
        }
    }

    private void Load(int first, int count)
    {
        for (int lane = 0; lane < count; lane++)
        {
            Span<float> values = _workspace.SetSample(lane, _samples.Pixels(first + lane), _samples.Values);
            _augmenter?.Apply(values, epoch: 0, first + lane);
            _labels[lane] = _samples.Label(first + lane);
        }
    }

    // The first block writes to the sum itself, as in the trainer.
    private void Compute(int first, int count) =>
        _lanes.ComputeGradient(_packed, _workspace, _labels.AsSpan(0, count), first == 0 ? _sum.Span : _gradient.Span);

    private void Sum(int first, int count)
    {
        if (first > 0)
        {
            VectorSum.AddTo(_sum.Span, _gradient.Span);
        }
    }

    private void Update()
    {
        _optimizer.Apply(_weights.Span, _sum.Span, OptimizerState.None, new UpdateStep(_benchmark.BatchSize, 0, _optimizer.Rate));
        _lanes.Pack(_weights.Span, _packed);
    }
}
