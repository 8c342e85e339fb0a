using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;

namespace ActorCnn.Benchmarks.Trainer;

/// <summary>One full lane block's gradient, over and over: random parameters, samples and labels.</summary>
internal sealed class GradientBenchmark
{
    private readonly LaneNetwork _lanes;
    private readonly LaneWeights _weights;
    private readonly LaneWorkspace _workspace;
    private readonly int[] _labels;
    private readonly float[] _gradient;

    public GradientBenchmark(Network network)
    {
        _lanes = new LaneNetwork(network);
        _weights = _lanes.CreateWeights();
        _workspace = _lanes.CreateWorkspace(training: true);
        _gradient = new float[network.ParameterCount];
        _lanes.Pack(network.InitialParameters(seed: 1), _weights);
        Random random = new(1);
        for (int lane = 0; lane < LaneNetwork.Lanes; lane++)
        {
            _workspace.SetSample(lane, [.. Enumerable.Range(0, network.Input.Count).Select(_ => random.NextSingle())]);
        }

        _labels = [.. Enumerable.Range(0, LaneNetwork.Lanes).Select(_ => random.Next(network.Output.Channels))];
    }

    public void Run() => _lanes.ComputeGradient(_weights, _workspace, _labels, _gradient);
}
