using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Formats;

/// <summary>
/// Weights in the safetensors format: a header length (8 bytes, little-endian), a JSON header that gives each tensor's type, shape and
/// place, and the values, little-endian, row-major, without gaps. Tensors are named as in <see cref="Network.Tensors"/>, such as
/// <c>layers.0.weight</c>; only F32 is read. Source: https://github.com/huggingface/safetensors, section Format.
/// </summary>
/// <remarks>The same weights and metadata give the same bytes. Nothing is shared between calls.</remarks>
public static class Safetensors
{
    private const int LengthBytes = 8;
    private const string WhereByDefault = "safetensors";

    /// <summary>Writes a network's weights.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="network">Gives the names and shapes.</param>
    /// <param name="parameters">The network's parameter buffer.</param>
    /// <param name="metadata">Free text by name, in the header's <c>__metadata__</c>.</param>
    /// <exception cref="ArgumentException">The buffer is not as long as the network has parameters.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public static void Write(
        Stream stream, Network network, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(metadata);
        ByteOrder.RequireLittleEndian("safetensors");
        if (parameters.Length != network.ParameterCount)
        {
            throw new ArgumentException(
                $"safetensors: expected {network.ParameterCount} parameters, got {parameters.Length}", nameof(parameters));
        }

        ArrayBufferWriter<byte> header = new();
        header.Write(new byte[LengthBytes]);
        SafetensorsHeader.Write(header, network, metadata);

        // The values start at a multiple of eight, as the format asks, for readers that map the file into memory.
        while (header.WrittenCount % LengthBytes != 0)
        {
            header.Write(" "u8);
        }

        byte[] start = header.WrittenSpan.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(start, start.Length - LengthBytes);
        stream.Write(start);
        stream.Write(MemoryMarshal.AsBytes(parameters));
    }

    /// <summary>Reads weights for a network; all of its tensors, and no others, must be there.</summary>
    /// <param name="stream">From its position to its end; must be able to seek, so that sizes can be held against its length.</param>
    /// <param name="network">Gives the names and shapes.</param>
    /// <param name="where">The file's name, for messages.</param>
    /// <returns>A new parameter buffer of <see cref="Network.ParameterCount"/> values.</returns>
    /// <exception cref="InvalidInputException">The file is damaged or does not fit the network; the message names the tensor.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public static float[] Read(Stream stream, Network network, string where = WhereByDefault)
    {
        ArgumentNullException.ThrowIfNull(network);
        SafetensorsHeader header = ReadHeader(stream, where);
        IReadOnlyList<NetworkTensor> tensors = header.InFileOrder(network, stream.Length - stream.Position, where);
        float[] parameters = new float[network.ParameterCount];
        try
        {
            foreach (NetworkTensor tensor in tensors)
            {
                stream.ReadExactly(MemoryMarshal.AsBytes(parameters.AsSpan(tensor.Offset, tensor.Shape.Count)));
            }
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidInputException($"{where}: the file became shorter while it was read; fix: try again", exception);
        }

        return parameters;
    }

    /// <summary>Reads the free text of the header; empty when there is none.</summary>
    /// <param name="stream">As for <see cref="Read"/>; the values are not read.</param>
    /// <param name="where">The file's name, for messages.</param>
    /// <exception cref="InvalidInputException">The header is damaged.</exception>
    /// <exception cref="IOException">The stream fails.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(Stream stream, string where = WhereByDefault) =>
        ReadHeader(stream, where).Metadata ?? [];

    private static SafetensorsHeader ReadHeader(Stream stream, string where)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ByteOrder.RequireLittleEndian("safetensors");
        long available = stream.Length - stream.Position - LengthBytes;
        if (available < 0)
        {
            throw SafetensorsHeader.Damaged(where, "the file is too short", "at least 8 bytes", $"{available + LengthBytes}");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        stream.ReadExactly(length);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(length);
        long limit = Math.Min(available, SafetensorsHeader.MaximumBytes);
        if (headerLength > (ulong)limit)
        {
            throw SafetensorsHeader.Damaged(where, "the header is too long", $"at most {limit} bytes", $"{headerLength}");
        }

        byte[] json = new byte[headerLength];
        stream.ReadExactly(json);
        return SafetensorsHeader.Parse(json, where);
    }
}
