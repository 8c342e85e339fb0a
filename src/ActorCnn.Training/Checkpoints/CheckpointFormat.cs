using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Training.Checkpoints;

/// <summary>
/// The bytes of a checkpoint. All numbers are little-endian:
/// <code>
/// offset  bytes  what
///      0      8  "ACNNCKPT"
///      8      4  format version, unsigned
///     12      4  length h of the header, unsigned, at most 1 MiB
///     16      h  header: the members of CheckpointHeader as JSON in UTF-8, snake case, without the version
///   16+h     4p  parameters, float32; p is parameter_count
///        +   4s  optimizer state, float32; s is optimizer_state_count
///        +  4rc  what top-k compression left out of the gradients of r shards, float32, shard after shard; r is residual_shards and c is
///                residual_count, which other runs lack
///        +   32  SHA-256 of all bytes before it
/// </code>
/// and nothing after it. JSON numbers are the shortest that read back to the same double, so sums keep their bits.
/// </summary>
internal static class CheckpointFormat
{
    /// <summary>The version written, and the only one read.</summary>
    public const int Version = 1;

    private const int PrefixBytes = 16;
    private const int MaximumHeaderBytes = 1024 * 1024;

    private static ReadOnlySpan<byte> Magic => "ACNNCKPT"u8;

    /// <summary>Writes a checkpoint straight from the caller's buffers.</summary>
    /// <exception cref="ArgumentException">The header does not tell the lengths of the buffers.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public static void Write(
        Stream stream, CheckpointHeader header, ReadOnlySpan<float> parameters, ReadOnlySpan<float> optimizerState,
        IReadOnlyList<float[]> residuals)
    {
        ByteOrder.RequireLittleEndian("checkpoint");
        if (header.ParameterCount != parameters.Length || header.OptimizerStateCount != optimizerState.Length)
        {
            throw new ArgumentException(
                $"checkpoint: the header does not fit the buffers; expected {parameters.Length} parameters and {optimizerState.Length} "
                + $"values of state, got {header.ParameterCount} and {header.OptimizerStateCount}", nameof(header));
        }

        if (header.ResidualShards != residuals.Count || residuals.Any(shard => shard.Length != header.ResidualCount))
        {
            throw new ArgumentException(
                $"checkpoint: the header does not fit the residuals; expected those of {residuals.Count} shards, "
                + $"got {header.ResidualShards} of {header.ResidualCount} values", nameof(header));
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, CheckpointJson.Default.CheckpointHeader);
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        Magic.CopyTo(prefix);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix[12..], (uint)json.Length);

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Put(prefix);
        Put(json);
        Put(MemoryMarshal.AsBytes(parameters));
        Put(MemoryMarshal.AsBytes(optimizerState));
        foreach (float[] shard in residuals)
        {
            Put(MemoryMarshal.AsBytes(shard.AsSpan()));
        }

        stream.Write(hash.GetHashAndReset());

        void Put(ReadOnlySpan<byte> bytes)
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        }
    }

    /// <summary>Reads a checkpoint. Memory is taken only for what the file is long enough to hold.</summary>
    /// <exception cref="InvalidDataException">
    /// It is not a whole checkpoint of this version; the message says in a few words what is wrong.
    /// </exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read, or is a folder.</exception>
    public static Checkpoint Read(string path)
    {
        ByteOrder.RequireLittleEndian("checkpoint");
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = stream.Length;
        RequireLength(length, atLeast: PrefixBytes);

        byte[] prefix = new byte[PrefixBytes];
        Take(prefix);
        if (!prefix.AsSpan().StartsWith(Magic))
        {
            throw new InvalidDataException("not a checkpoint");
        }

        uint version = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(8));
        if (version != Version)
        {
            throw new InvalidDataException($"another format version; expected {Version}, got {version}");
        }

        uint jsonLength = BinaryPrimitives.ReadUInt32LittleEndian(prefix.AsSpan(12));
        if (jsonLength > MaximumHeaderBytes)
        {
            throw new InvalidDataException($"the header is too long; expected at most {MaximumHeaderBytes} bytes, got {jsonLength}");
        }

        RequireLength(length, atLeast: PrefixBytes + jsonLength);
        byte[] json = new byte[jsonLength];
        Take(json);
        CheckpointHeader header = ParseHeader(json);

        // A hostile product would not fit into 64 bits.
        Int128 expected = PrefixBytes + jsonLength + SHA256.HashSizeInBytes
            + (sizeof(float) * ((Int128)header.ParameterCount + header.OptimizerStateCount + ((Int128)header.ResidualShards * header.ResidualCount)));
        RequireLength(length, atLeast: expected);
        if (length > expected)
        {
            throw new InvalidDataException($"bytes after the end; expected {expected} bytes, got {length}");
        }

        float[] parameters = new float[header.ParameterCount];
        Take(MemoryMarshal.AsBytes(parameters.AsSpan()));
        float[] optimizerState = new float[header.OptimizerStateCount];
        Take(MemoryMarshal.AsBytes(optimizerState.AsSpan()));
        float[][] residuals = new float[header.ResidualShards][];
        for (int shard = 0; shard < residuals.Length; shard++)
        {
            residuals[shard] = new float[header.ResidualCount];
            Take(MemoryMarshal.AsBytes(residuals[shard].AsSpan()));
        }

        byte[] checksum = new byte[SHA256.HashSizeInBytes];
        stream.ReadExactly(checksum);
        return hash.GetHashAndReset().AsSpan().SequenceEqual(checksum)
            ? new Checkpoint(path, header, parameters, optimizerState, residuals)
            : throw new InvalidDataException("the checksum does not match");

        void Take(Span<byte> bytes)
        {
            stream.ReadExactly(bytes);
            hash.AppendData(bytes);
        }
    }

    private static CheckpointHeader ParseHeader(byte[] json)
    {
        try
        {
            CheckpointHeader? header = JsonSerializer.Deserialize(json, CheckpointJson.Default.CheckpointHeader);

            // Each shard must have something in the file: their number is bound by its length too.
            return header is { ParameterCount: >= 0, OptimizerStateCount: >= 0 } and
                ({ ResidualShards: 0, ResidualCount: 0 } or { ResidualShards: > 0, ResidualCount: > 0 })
                ? header
                : throw new InvalidDataException("the header has no lengths");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException("the header is damaged", exception);
        }
    }

    private static void RequireLength(long length, Int128 atLeast)
    {
        if (length < atLeast)
        {
            throw new InvalidDataException(length == 0 ? "empty" : $"cut short; expected {atLeast} bytes or more, got {length}");
        }
    }
}

/// <summary>How the header is written as JSON. The means that its sums imply are left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
