using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using BenchmarkDotNet.Attributes;

namespace ActorCnn.Benchmarks.Operators;

/// <summary>Convolutions of sixteen samples. The data gradient is what both gradients take beyond the weight gradient alone.</summary>
public class ConvolutionBenchmarks
{
    private static readonly Dictionary<string, (ConvolutionLayer Layer, Shape Input)> Shapes = new()
    {
        ["first: 1x28x28, 32@3x3 pad 1"] = (new ConvolutionLayer(32, 3, padding: 1), new Shape(1, 28, 28)),
        ["LeNet: 6x14x14, 16@5x5"] = (new ConvolutionLayer(16, 5), new Shape(6, 14, 14)),
        ["wide: 32x28x28, 64@3x3 pad 1"] = (new ConvolutionLayer(64, 3, padding: 1), new Shape(32, 28, 28)),
        ["middle: 64x14x14, 64@3x3 pad 1"] = (new ConvolutionLayer(64, 3, padding: 1), new Shape(64, 14, 14)),
        ["deep: 256x8x8, 256@3x3 pad 1"] = (new ConvolutionLayer(256, 3, padding: 1), new Shape(256, 8, 8)),
        ["strided: 64x28x28, 128@3x3 stride 2 pad 1"] = (new ConvolutionLayer(128, 3, stride: 2, padding: 1), new Shape(64, 28, 28)),
        ["pointwise: 128x14x14, 128@1x1"] = (new ConvolutionLayer(128, 1), new Shape(128, 14, 14)),
    };

    private OperatorUnderTest _first = null!;
    private OperatorUnderTest _later = null!;

    public static IEnumerable<string> Names => Shapes.Keys;

    [ParamsSource(nameof(Names))]
    public string Convolution { get; set; } = "";

    [GlobalSetup]
    public void Create()
    {
        (ConvolutionLayer layer, Shape input) = Shapes[Convolution];
        _first = new OperatorUnderTest(layer, input, wantsInputGradient: false);
        _later = new OperatorUnderTest(layer, input, wantsInputGradient: true);
    }

    [Benchmark]
    public void Forward() => _later.Forward();

    [Benchmark]
    public void WeightGradient() => _first.Backward();

    [Benchmark]
    public void WeightAndDataGradient() => _later.Backward();
}
