using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using ActorCnn.TestKit;

namespace ActorCnn.Examples.Tests;

// <layer-test>
public class CustomLayerTests
{
    [Fact]
    public void Should_go_back_as_it_goes_forward() => LayerCheck.Gradients(new SwishLayer(), new Shape(2, 3, 3));

    [Fact]
    public async Task Should_give_the_same_weights_on_any_number_of_workers() => await SmallJob.AssertSameWeightsAsync(
        SmallJob.Of([.. ConvSwishBlock.Create(channels: 4), new FlattenLayer(), new DenseLayer(3)]));
}
// </layer-test>
