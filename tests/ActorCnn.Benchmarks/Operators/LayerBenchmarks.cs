using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using BenchmarkDotNet.Attributes;

namespace ActorCnn.Benchmarks.Operators;

/// <summary>The other layers on sixteen samples. In a network most relus are done by a neighbour and cost nothing of their own.</summary>
public class LayerBenchmarks
{
    private static readonly Dictionary<string, (Layer Layer, Shape Input)> Shapes = new()
    {
        ["max-pool 2x2, 64x28x28"] = (new MaxPoolingLayer(2), new Shape(64, 28, 28)),
        ["max-pool 3x3 stride 2, 64x28x28"] = (new MaxPoolingLayer(3, 3, 2, 2), new Shape(64, 28, 28)),
        ["relu 64x28x28"] = (new ReluLayer(), new Shape(64, 28, 28)),
        ["tanh 64x28x28"] = (new TanhLayer(), new Shape(64, 28, 28)),
        ["dense 120 to 84"] = (new DenseLayer(84), new Shape(120, 1, 1)),
        ["dense 3136 to 128"] = (new DenseLayer(128), new Shape(3136, 1, 1)),
    };

    private OperatorUnderTest _operator = null!;

    public static IEnumerable<string> Names => Shapes.Keys;

    [ParamsSource(nameof(Names))]
    public string Layer { get; set; } = "";

    [GlobalSetup]
    public void Create() => _operator = new OperatorUnderTest(Shapes[Layer].Layer, Shapes[Layer].Input, wantsInputGradient: true);

    [Benchmark]
    public void Forward() => _operator.Forward();

    [Benchmark]
    public void Backward() => _operator.Backward();
}
