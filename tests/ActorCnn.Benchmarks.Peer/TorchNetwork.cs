using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ActorCnn.Benchmarks.Peer;

/// <summary>The same network in libtorch, layer by layer.</summary>
internal static class TorchNetwork
{
    public static Module<Tensor, Tensor> Create(Network network) =>
        Sequential(network.Layers.Select(layer => ($"layer{layer.Index}", Create(layer))).ToArray());

    private static Module<Tensor, Tensor> Create(NetworkLayer layer) => layer.Layer switch
    {
        ConvolutionLayer { Window: var window } => Conv2d(
            layer.Input.Channels, layer.Output.Channels, window.KernelHeight, stride: window.StrideHeight, padding: window.PaddingHeight),
        MaxPoolingLayer { Window: var window } => MaxPool2d(window.KernelHeight, window.StrideHeight),
        ReluLayer => ReLU(),
        FlattenLayer => Flatten(),
        DenseLayer => Linear(layer.Input.Count, layer.Output.Count),
        _ => throw new NotSupportedException($"no peer for layer {layer.Index}, {layer.Layer.Type}"),
    };
}
