using ActorCnn.Formats.Onnx.Schema;
using ActorCnn.Networks;
using ActorCnn.Networks.Layers;
using static ActorCnn.Formats.Onnx.OnnxGraph;

namespace ActorCnn.Formats.Onnx;

/// <summary>Layers as nodes of a graph.</summary>
internal static class OnnxLayers
{
    private const string Prefix = "layers.";

    /// <summary>Adds layers in a row.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="layers">The layers.</param>
    /// <param name="value">What reaches the first.</param>
    /// <returns>What leaves the last.</returns>
    public static OnnxValue Add(OnnxGraph graph, IReadOnlyList<NetworkLayer> layers, OnnxValue value) =>
        layers.Aggregate(value, (reaching, layer) => Add(graph, layer, reaching));

    /// <summary>Adds <c>(x - mean) / deviation</c>, channel by channel.</summary>
    public static OnnxValue Add(OnnxGraph graph, ChannelNormalization normalization, OnnxValue value)
    {
        int[] sizes = [value.Shape.Channels, 1, 1];
        string mean = graph.AddConstant("normalization.mean", sizes, [.. normalization.Mean]);
        string deviation = graph.AddConstant("normalization.deviation", sizes, [.. normalization.Deviation]);
        string centred = graph.Add("Sub", "normalization.centred", [value.Name, mean]);
        return value with { Name = graph.Add("Div", "normalization", [centred, deviation]) };
    }

    /// <summary>The value as (batch, channels): flattened unless it is so already.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value">The value.</param>
    /// <param name="name">The name of the node, if it takes one.</param>
    private static OnnxValue ToVector(OnnxGraph graph, OnnxValue value, string name) => value.IsVector
        ? value
        : new OnnxValue(graph.Add("Flatten", name, [value.Name]), Shape.Flat(value.Shape.Count), IsVector: true);

    private static OnnxValue Add(OnnxGraph graph, NetworkLayer placed, OnnxValue value)
    {
        string name = Prefix + placed.Name;
        return placed.Layer switch
        {
            ConvolutionLayer convolution => Image(
                "Conv", [Settings("dilations", convolution.Window.DilationHeight, convolution.Window.DilationWidth),
                    Setting("group", convolution.Groups), .. WindowSettings(convolution.Window)]),
            MaxPoolingLayer pooling => Image("MaxPool", WindowSettings(pooling.Window)),
            AveragePoolingLayer pooling => Image("AveragePool", WindowSettings(pooling.Window)),
            GlobalAveragePoolingLayer => Image("GlobalAveragePool"),
            DenseLayer => Dense(),
            FlattenLayer => ToVector(graph, value, name),
            ResidualLayer => Residual(graph, placed, value, name),
            BatchNormLayer normalization => Any("BatchNormalization", Setting("epsilon", normalization.Epsilon)),
            ReluLayer => Any("Relu"),
            LeakyReluLayer relu => Any("LeakyRelu", Setting("alpha", relu.Slope)),
            EluLayer elu => Any("Elu", Setting("alpha", elu.Alpha)),
            GeluLayer => Any("Gelu", Setting("approximate", "tanh")),
            SigmoidLayer => Any("Sigmoid"),
            TanhLayer => Any("Tanh"),
            DropoutLayer => value,
            _ => throw new NotSupportedException($"onnx: layer {placed.Name} has a kind that the export lacks: {placed.Layer.Type}"),
        };

        // A layer that takes images and vectors alike.
        OnnxValue Any(string operation, params AttributeProto[] attributes) =>
            new(graph.Add(operation, name, [value.Name, .. placed.Tensors.Select(tensor => tensor.Name)], attributes), placed.Output, value.IsVector);

        OnnxValue Image(string operation, params AttributeProto[] attributes)
        {
            value = ToImage(graph, value, $"{name}.image");
            return Any(operation, attributes);
        }

        OnnxValue Dense()
        {
            value = ToVector(graph, value, $"{name}.vector");
            return Any("Gemm", Setting("transB", 1));
        }
    }

    private static OnnxValue Residual(OnnxGraph graph, NetworkLayer block, OnnxValue value, string name)
    {
        OnnxValue body = Add(graph, block.Branches[0], value);
        OnnxValue shortcut = Add(graph, block.Branches[1], value);
        if (body.IsVector != shortcut.IsVector)
        {
            // Added as they are, the one would be repeated over the other's batch.
            body = ToVector(graph, body, $"{name}.body.vector");
            shortcut = ToVector(graph, shortcut, $"{name}.shortcut.vector");
        }

        return body with { Name = graph.Add("Add", name, [body.Name, shortcut.Name]) };
    }

    private static OnnxValue ToImage(OnnxGraph graph, OnnxValue value, string name)
    {
        if (!value.IsVector)
        {
            return value;
        }

        string axes = graph.AddConstant($"{name}.axes", 2, 3);
        return value with { Name = graph.Add("Unsqueeze", name, [value.Name, axes]), IsVector = false };
    }

    private static AttributeProto[] WindowSettings(Window window) =>
    [
        Settings("kernel_shape", window.KernelHeight, window.KernelWidth),
        Settings("strides", window.StrideHeight, window.StrideWidth),
        Settings("pads", window.PaddingHeight, window.PaddingWidth, window.PaddingHeight, window.PaddingWidth),
    ];
}
