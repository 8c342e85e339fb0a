using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration.Custom;

namespace ActorCnn.Examples.Tests;

/// <summary>Existing layers under one name.</summary>
public static class ConvSwishBlock
{
    // <block>
    public static IReadOnlyList<Layer> Create(int channels) =>
        [new ConvolutionLayer(channels, kernel: 3, padding: 1), new BatchNormLayer(), new SwishLayer()];

    public static void Register() => CustomKinds.AddBlock("conv-swish", Read);

    public static IReadOnlyList<Layer> Read(ISettingsReader settings) => Create(settings.Number("channels", 1, 1024));
    // </block>
}
