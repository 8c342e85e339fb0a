using ActorCnn.Networks.Initialization;
using ActorCnn.Networks.Layers;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The layers that a configuration can name.</summary>
internal static class LayerKinds
{
    /// <summary>The initializer's name for the rule that suits the activation that follows, which is the default.</summary>
    private const string Automatic = "auto";

    /// <summary>Every layer; <c>type</c> chooses.</summary>
    public static Kinds<Layer> All { get; } = new("layer",
    [
        Kind<Layer>.Of(
            "conv",
            section =>
            {
                int channels = section.Number("channels", 1, Settings.MaximumSize);
                (int kernelHeight, int kernelWidth) = section.Pair("kernel", 1, Settings.MaximumSize);
                (int strideHeight, int strideWidth) = section.Pair("stride", 1, Settings.MaximumSize, (1, 1));
                (int paddingHeight, int paddingWidth) = section.Pair("padding", 0, Settings.MaximumSize, (0, 0));
                (int dilationHeight, int dilationWidth) = section.Pair("dilation", 1, Settings.MaximumSize, (1, 1));
                int groups = section.Number("groups", 1, Settings.MaximumSize, 1);
                Window window = new(
                    kernelHeight, kernelWidth, strideHeight, strideWidth, paddingHeight, paddingWidth, dilationHeight, dilationWidth);
                return new ConvolutionLayer(channels, window, ReadInitializer(section), groups) { Frozen = ReadFrozen(section) };
            },
            layer =>
            [
                ("channels", Settings.Number(layer.Channels)),
                ("kernel", Settings.Pair(layer.Window.KernelHeight, layer.Window.KernelWidth)),
                ("stride", Settings.Pair(layer.Window.StrideHeight, layer.Window.StrideWidth)),
                ("padding", Settings.Pair(layer.Window.PaddingHeight, layer.Window.PaddingWidth)),
                ("dilation", Settings.Pair(layer.Window.DilationHeight, layer.Window.DilationWidth)),
                ("groups", Settings.Number(layer.Groups)),
                WriteInitializer(layer),
                WriteFrozen(layer),
            ]),
        Pooling("max-pool", (height, width, y, x) => new MaxPoolingLayer(height, width, y, x), layer => layer.Window),
        Pooling("avg-pool", (height, width, y, x) => new AveragePoolingLayer(height, width, y, x), layer => layer.Window),
        WithoutSettings("global-avg-pool", new GlobalAveragePoolingLayer()),
        WithoutSettings("relu", new ReluLayer()),
        WithoutSettings("tanh", new TanhLayer()),
        WithoutSettings("sigmoid", new SigmoidLayer()),
        Kind<Layer>.Of(
            "leaky-relu",
            section => new LeakyReluLayer(section.Number("slope", 0f, 1f, LeakyReluLayer.DefaultSlope)),
            layer => [("slope", Settings.Number(layer.Slope))]),
        Kind<Layer>.Of(
            "elu",
            section => new EluLayer(section.Number("alpha", 0f, EluLayer.MaximumAlpha, EluLayer.DefaultAlpha)),
            layer => [("alpha", Settings.Number(layer.Alpha))]),
        WithoutSettings("gelu", new GeluLayer()),
        Kind<Layer>.Of(
            "dropout",
            section => new DropoutLayer(section.Number("rate", 0f, DropoutLayer.MaximumRate, DropoutLayer.DefaultRate)),
            layer => [("rate", Settings.Number(layer.Rate))]),
        Kind<Layer>.Of(
            "batch-norm",
            section => new BatchNormLayer(
                section.Number("momentum", 0f, 1f, BatchNormLayer.DefaultMomentum),
                section.Number("epsilon", BatchNormLayer.LeastEpsilon, 1f, BatchNormLayer.DefaultEpsilon)) { Frozen = ReadFrozen(section) },
            layer => [("momentum", Settings.Number(layer.Momentum)), ("epsilon", Settings.Number(layer.Epsilon)), WriteFrozen(layer)]),
        Kind<Layer>.Of(
            "residual",
            section => new ResidualLayer(ReadLayers(section, "layers", optional: false), ReadLayers(section, "shortcut", optional: true))
            {
                Frozen = ReadFrozen(section),
            },
            layer => [("layers", WriteLayers(layer.Body)), ("shortcut", WriteLayers(layer.Shortcut)), WriteFrozen(layer)]),
        WithoutSettings("flatten", new FlattenLayer()),
        Kind<Layer>.Of(
            "dense",
            section => new DenseLayer(section.Number("units", 1, Settings.MaximumSize), ReadInitializer(section)) { Frozen = ReadFrozen(section) },
            layer => [("units", Settings.Number(layer.Units)), WriteInitializer(layer), WriteFrozen(layer)]),
    ]);

    private static Kind<Layer> Pooling<TLayer>(string name, Func<int, int, int, int, TLayer> create, Func<TLayer, Window> window)
        where TLayer : Layer => Kind<Layer>.Of<TLayer>(
            name,
            section =>
            {
                (int Rows, int Columns) size = section.Pair("size", 1, Settings.MaximumSize);
                (int Rows, int Columns) stride = section.Pair("stride", 1, Settings.MaximumSize, size);
                return create(size.Rows, size.Columns, stride.Rows, stride.Columns);
            },
            layer =>
            [
                ("size", Settings.Pair(window(layer).KernelHeight, window(layer).KernelWidth)),
                ("stride", Settings.Pair(window(layer).StrideHeight, window(layer).StrideWidth)),
            ]);

    private static Kind<Layer> WithoutSettings(string name, Layer layer) => new(name, _ => layer, _ => []);

    private static Initializer? ReadInitializer(Section section) =>
        section.Choice("init", "initializer", [Automatic, .. Initializer.ByName.Keys], Automatic) is { } name
            ? Initializer.ByName.GetValueOrDefault(name)
            : null;

    private static (string Key, SettingNode Value) WriteInitializer(Layer layer) =>
        ("init", Settings.Text(layer.Initializer?.Name ?? Automatic));

    // A layer with a mistake is left out: the block is then not used.
    private static IReadOnlyList<Layer> ReadLayers(Section section, string key, bool optional) =>
        [.. section.Children(key, "layer", optional).SelectMany(inner => LayerBlock.Expand(inner?.OneOf("type", All))).OfType<Layer>()];

    private static SettingNode WriteLayers(IReadOnlyList<Layer> layers) =>
        Settings.List(layers.Select(layer => Settings.OneOf("type", layer.Type, All, layer)));

    private static bool ReadFrozen(Section section) => section.Flag("freeze", fallback: false);

    private static (string Key, SettingNode Value) WriteFrozen(Layer layer) => ("freeze", Settings.Flag(layer.Frozen));
}
