using System.Runtime.InteropServices;
using ActorCnn.Formats.Onnx.Schema;
using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;
using Google.Protobuf;
using AttributeType = ActorCnn.Formats.Onnx.Schema.AttributeProto.Types.AttributeType;
using DataType = ActorCnn.Formats.Onnx.Schema.TensorProto.Types.DataType;

namespace ActorCnn.Formats.Onnx;

/// <summary>A graph that grows node by node.</summary>
internal sealed class OnnxGraph
{
    /// <summary>The graph so far.</summary>
    public GraphProto Proto { get; } = new();

    /// <summary>Adds a node with one output, which has the node's name.</summary>
    /// <param name="operation">The operator.</param>
    /// <param name="name">A name that no other node has.</param>
    /// <param name="inputs">The names of its inputs.</param>
    /// <param name="attributes">Its settings; what is left out is as the operator has it by default.</param>
    /// <returns>The name of the output.</returns>
    public string Add(string operation, string name, string[] inputs, params AttributeProto[] attributes)
    {
        NodeProto node = new() { OpType = operation, Name = name };
        node.Input.AddRange(inputs);
        node.Output.Add(name);
        node.Attribute.AddRange(attributes);
        Proto.Node.Add(node);
        return name;
    }

    /// <summary>Adds numbers that nodes read.</summary>
    /// <param name="name">A name that no other value has.</param>
    /// <param name="sizes">Sizes, outermost first.</param>
    /// <param name="values">Row-major.</param>
    /// <returns>The name.</returns>
    public string AddConstant(string name, IEnumerable<int> sizes, ReadOnlySpan<float> values) =>
        AddConstant(name, DataType.Float, sizes, MemoryMarshal.AsBytes(values));

    /// <summary>Adds whole numbers that nodes read, one after the other.</summary>
    /// <param name="name">A name that no other value has.</param>
    /// <param name="values">The numbers.</param>
    /// <returns>The name.</returns>
    public string AddConstant(string name, params ReadOnlySpan<long> values) =>
        AddConstant(name, DataType.Int64, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>A setting that is a whole number.</summary>
    public static AttributeProto Setting(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    /// <summary>A setting that is a number.</summary>
    public static AttributeProto Setting(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    /// <summary>A setting that is a word.</summary>
    public static AttributeProto Setting(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>A setting that is a row of whole numbers.</summary>
    public static AttributeProto Settings(string name, params ReadOnlySpan<int> values)
    {
        AttributeProto attribute = new() { Name = name, Type = AttributeType.Ints };
        foreach (int value in values)
        {
            attribute.Ints.Add(value);
        }

        return attribute;
    }

    private string AddConstant(string name, DataType type, IEnumerable<int> sizes, ReadOnlySpan<byte> values)
    {
        ByteOrder.RequireLittleEndian("onnx");
        TensorProto tensor = new() { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(values) };
        tensor.Dims.AddRange(sizes.Select(size => (long)size));
        Proto.Initializer.Add(tensor);
        return name;
    }
}

/// <summary>A value in the graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">The shape of a sample.</param>
/// <param name="IsVector">
/// Whether it is laid out as (batch, channels); otherwise as (batch, channels, height, width). Operators want the one or the other,
/// where the network's own layers take a vector for an image of one pixel.
/// </param>
internal sealed record OnnxValue(string Name, Shape Shape, bool IsVector);
