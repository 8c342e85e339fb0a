using ActorCnn.Formats.Onnx.Schema;
using ActorCnn.Networks;
using Google.Protobuf;

namespace ActorCnn.Formats.Onnx;

/// <summary>
/// A trained network in the ONNX format, for other programs to run. Input: <c>input</c>, float32 (batch, channels, height, width), the
/// sample as the data source gives it, that is pixels scaled to 0..1. Outputs: <c>probabilities</c> (batch, classes), the softmax of
/// <c>logits</c>. The batch may have any size. Batch normalization uses its running averages and dropout does nothing, as when a network
/// is evaluated. Parameters keep their names, as <c>layers.0.weight</c>.
/// Source: https://onnx.ai/onnx/operators, operator set 20.
/// </summary>
/// <remarks>The same network, weights and metadata give the same bytes. Nothing is shared between calls.</remarks>
public static class OnnxModel
{
    /// <summary>The version of the operators: the first that has gelu.</summary>
    public const int OperatorSet = 20;

    /// <summary>The name of the input.</summary>
    public const string InputName = "input";

    /// <summary>The name of the scores before the softmax.</summary>
    public const string LogitsName = "logits";

    /// <summary>The name of the class probabilities.</summary>
    public const string ProbabilitiesName = "probabilities";

    // The version of the file format that came with the operator set.
    private const int FormatVersion = 9;
    private const string BatchSize = "batch";

    /// <summary>Writes a network with its weights.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="network">What is computed.</param>
    /// <param name="parameters">The network's parameter buffer.</param>
    /// <param name="metadata">Free text by name, the file's <c>metadata_props</c>; <c>weights_sha256</c> is added to it.</param>
    /// <param name="normalization">What is done to a sample before the first layer; null for nothing.</param>
    /// <exception cref="ArgumentException">The buffer is not as long as the network has parameters, or the normalization does not fit
    /// the input.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(
        Stream stream, Network network, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string> metadata,
        ChannelNormalization? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metadata);
        if (parameters.Length != network.ParameterCount)
        {
            throw new ArgumentException($"onnx: expected {network.ParameterCount} parameters, got {parameters.Length}", nameof(parameters));
        }

        normalization?.RequireFor(network.Input);
        ModelProto model = new()
        {
            IrVersion = FormatVersion,
            ProducerName = "actorcnn",
            ProducerVersion = typeof(OnnxModel).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = CreateGraph(network, parameters, normalization),
        };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OperatorSet });
        Dictionary<string, string> described = new(metadata) { ["weights_sha256"] = Network.Sha256(parameters) };
        model.MetadataProps.AddRange(described.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => new StringStringEntryProto { Key = entry.Key, Value = entry.Value }));
        model.WriteTo(stream);
    }

    private static GraphProto CreateGraph(Network network, ReadOnlySpan<float> parameters, ChannelNormalization? normalization)
    {
        OnnxGraph graph = new() { Proto = { Name = "network" } };
        OnnxValue value = new(InputName, network.Input, IsVector: false);
        if (normalization is not null)
        {
            value = OnnxLayers.Add(graph, normalization, value);
        }

        value = OnnxLayers.Add(graph, network.Layers, value);

        // Flattening a vector changes nothing: whatever came last, the scores get their name.
        graph.Add("Flatten", LogitsName, [value.Name]);
        graph.Add("Softmax", ProbabilitiesName, [LogitsName]);
        foreach (NetworkTensor tensor in network.Tensors)
        {
            graph.AddConstant(tensor.Name, tensor.Shape.Dimensions, parameters.Slice(tensor.Offset, tensor.Shape.Count));
        }

        graph.Proto.Input.Add(Describe(InputName, network.Input.Channels, network.Input.Height, network.Input.Width));
        graph.Proto.Output.Add(Describe(ProbabilitiesName, network.Output.Count));
        graph.Proto.Output.Add(Describe(LogitsName, network.Output.Count));
        return graph.Proto;
    }

    private static ValueInfoProto Describe(string name, params ReadOnlySpan<int> sizes)
    {
        TensorShapeProto shape = new();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = BatchSize });
        foreach (int size in sizes)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } },
        };
    }
}
