using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Numerics;
using ActorCnn.Networks.Optimization;
using BenchmarkDotNet.Attributes;

namespace ActorCnn.Benchmarks.Operators;

/// <summary>What a step does beside the layers, on each network's parameters.</summary>
public class StepBenchmarks
{
    private readonly SgdOptimizer _optimizer = new(Rate: 0);
    private readonly float[] _values = new float[256];
    private LaneNetwork _lanes = null!;
    private LaneWeights _packed = null!;
    private LaneWorkspace _workspace = null!;
    private AlignedBuffer _weights = null!;
    private AlignedBuffer _gradient = null!;
    private byte[] _pixels = [];

    public static IEnumerable<string> Names => BenchmarkNetwork.All.Select(network => network.Name);

    [ParamsSource(nameof(Names))]
    public string Network { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        Networks.Network network = BenchmarkNetwork.All.Single(network => network.Name == Network).Network;
        _lanes = new LaneNetwork(network);
        _packed = _lanes.CreateWeights();
        _workspace = _lanes.CreateWorkspace(training: true);
        _weights = new AlignedBuffer(network.ParameterCount);
        _gradient = new AlignedBuffer(network.ParameterCount);
        network.InitialParameters(seed: 1).CopyTo(_weights.Span);
        _pixels = new byte[network.Input.Count];
        new Random(1).NextBytes(_pixels);
    }

    [Benchmark]
    public void LoadSixteenSamples()
    {
        for (int lane = 0; lane < LaneNetwork.Lanes; lane++)
        {
            _workspace.SetSample(lane, _pixels, _values);
        }
    }

    [Benchmark]
    public void JoinGradients() => VectorSum.AddTo(_weights.Span, _gradient.Span);

    [Benchmark]
    public bool CheckGradient() => VectorSum.IsFinite(_gradient.Span);

    [Benchmark]
    public void Update() => _optimizer.Apply(_weights.Span, _gradient.Span, OptimizerState.None, new UpdateStep(64, 0, _optimizer.Rate));

    [Benchmark]
    public void Pack() => _lanes.Pack(_weights.Span, _packed);
}
