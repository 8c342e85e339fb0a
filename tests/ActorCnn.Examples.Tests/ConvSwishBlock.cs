using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration.Custom;

namespace ActorCnn.Examples.Tests;

// <block>
/// <summary>A convolution as we like them: same size, normalized, swish.</summary>
public static class ConvSwishBlock
{
    public static IReadOnlyList<Layer> Create(int channels) =>
        [new ConvolutionLayer(channels, kernel: 3, padding: 1), new BatchNormLayer(), new SwishLayer()];

    public static IReadOnlyList<Layer> Read(ISettingsReader settings) => Create(settings.Number("channels", 1, 1024));
}
// </block>
