using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.Networks.Tests.Kernels.Lanes;
using ActorCnn.Networks.Tests.Layers;
using CsCheck;
using Xunit.Abstractions;

namespace ActorCnn.Formats.Tests.Onnx;

/// <summary>ONNX Runtime computes of an exported file what our kernels compute.</summary>
public sealed class OnnxLayerTests(ITestOutputHelper output)
{
    // Sums in single precision in another order: some hundred roundings of 6e-8 at most, which are mostly far from adding up.
    private const double Tolerance = 5e-6;

    private static readonly Gen<Network> RandomNetworks =
        Gen.Select(
            Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 9], (c, h, w) => new Shape(c, h, w)),
            Gen.OneOf([.. LayerCase.ByType.Values.Select(cases => cases.Select(sample => sample.Layer))]).Array[1, 8],
            Gen.Int[1, 12],
            CreateNetwork);

    private Difference _largest;

    [Theory]
    [MemberData(nameof(LayerCase.Types), MemberType = typeof(LayerCase))]
    public void Should_compute_every_kind_of_layer_as_we_do(Type type)
    {
        LayerCase.ByType[type].Sample(
            sample => Compare(Network.Create(sample.Shape, [sample.Layer, new FlattenLayer()]), sample.Seed), iter: 10, threads: 1);
        Tell(type.Name);
    }

    [Fact]
    public void Should_compute_random_networks_as_we_do()
    {
        Gen.Select(RandomNetworks, Gen.Int[0, 1 << 30]).Sample(Compare, iter: 60, threads: 1);
        Tell("random networks");
    }

    [Theory]
    [MemberData(nameof(LaneNetworks.Names), MemberType = typeof(LaneNetworks))]
    public void Should_compute_whole_networks_as_we_do(string name)
    {
        Compare(LaneNetworks.All[name], seed: 5);
        Tell(name);
    }

    private void Compare(Network network, int seed)
    {
        using ExportedNetwork exported = new(network, seed);
        Difference difference = exported.Compare(seed);
        _largest = _largest.Max(difference);
        Assert.InRange(difference.Probability, 0, Tolerance);
        Assert.InRange(difference.Logit, 0, Tolerance);
    }

    private void Tell(string what) =>
        output.WriteLine($"{what}: largest difference {_largest.Probability:e1} of a probability, {_largest.Logit:e1} of a logit");

    // Layers that do not fit what reaches them are left out.
    private static Network CreateNetwork(Shape input, Layer[] layers, int classes)
    {
        List<Layer> fitting = [];
        foreach (Layer layer in layers)
        {
            try
            {
                Network.Create(input, [.. fitting, layer, new FlattenLayer()]);
                fitting.Add(layer);
            }
            catch (NetworkLayerException)
            {
            }
        }

        return Network.Create(input, [.. fitting, new FlattenLayer(), new DenseLayer(classes)]);
    }
}
