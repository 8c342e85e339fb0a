using System.Buffers.Binary;
using System.IO.Hashing;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Bulk;

/// <summary>What a request asks for.</summary>
internal enum BulkKind : byte
{
    PushGradient = 1,
    FetchWeights = 2,
    FetchBlob = 3,

    /// <summary>As <see cref="PushGradient"/>, with 16 bits a number.</summary>
    PushHalfGradient = 4,
}

/// <summary>Whether a frame asks or answers.</summary>
internal enum BulkTurn : byte
{
    Request = 0,
    Done = 1,

    /// <summary>The payload is a sentence.</summary>
    Refused = 2,
}

/// <summary>
/// The head of a frame, little-endian: magic, version, kind, turn, request, run, step, range, attempt, slice, offset, total, blob, payload
/// bytes, metrics, checksum. The checksum is XXH3 over the head and the payload: TCP's own 16 bits miss one damage in some ten thousand, and a
/// gradient with a wrong bit would be believed.
/// </summary>
internal readonly record struct BulkHeader
{
    public const int Bytes = 136;

    /// <summary>The most bytes of the sentence in a refusal.</summary>
    public const int MostReasonBytes = 512;

    private const uint Magic = 0x424e4341;
    private const byte Version = 2;
    private const int ChecksumOffset = Bytes - sizeof(ulong);

    public BulkKind Kind { get; init; }

    public BulkTurn Turn { get; init; }

    public ulong Request { get; init; }

    public RunKey Run { get; init; }

    public long Step { get; init; }

    public ShardRange Range { get; init; }

    public int Attempt { get; init; }

    public int Slice { get; init; }

    /// <summary>Where the payload begins in the blob.</summary>
    public long Offset { get; init; }

    /// <summary>The bytes of the whole blob.</summary>
    public long Total { get; init; }

    public BlobId Blob { get; init; }

    public int PayloadBytes { get; init; }

    /// <summary>What was measured of a gradient's shards.</summary>
    public ShardMetrics Metrics { get; init; }

    /// <summary>As read; <see cref="ChecksumOf"/> tells whether it is right.</summary>
    public ulong Checksum { get; init; }

    public GradientKey Gradient => new(Run, Step, Range, Attempt, Slice);

    public WeightsKey Weights => new(Run, Step, Slice);

    /// <summary>Writes the head of a payload.</summary>
    public void Write(Span<byte> target, ReadOnlySpan<byte> payload)
    {
        target[..Bytes].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(target, Magic);
        target[4] = Version;
        target[5] = (byte)Kind;
        target[6] = (byte)Turn;
        BinaryPrimitives.WriteUInt64LittleEndian(target[8..], Request);
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], Run.Value);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Step);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], Range.Level);
        BinaryPrimitives.WriteInt32LittleEndian(target[36..], Range.Index);
        BinaryPrimitives.WriteInt32LittleEndian(target[40..], Attempt);
        BinaryPrimitives.WriteInt32LittleEndian(target[44..], Slice);
        BinaryPrimitives.WriteInt64LittleEndian(target[48..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(target[56..], Total);
        Blob.CopyTo(target[64..]);
        BinaryPrimitives.WriteInt32LittleEndian(target[96..], payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[104..], Metrics.Samples);
        BinaryPrimitives.WriteInt32LittleEndian(target[108..], Metrics.Correct);
        BinaryPrimitives.WriteDoubleLittleEndian(target[112..], Metrics.LossSum);
        BinaryPrimitives.WriteDoubleLittleEndian(target[120..], Metrics.ProbabilitySum);
        BinaryPrimitives.WriteUInt64LittleEndian(target[ChecksumOffset..], ChecksumOf(target, payload));
    }

    /// <summary>Reads a head and trusts nothing.</summary>
    /// <exception cref="BulkException">It is none, or not of this version.</exception>
    public static BulkHeader Read(ReadOnlySpan<byte> source, int maximumPayload)
    {
        Demand(BinaryPrimitives.ReadUInt32LittleEndian(source) == Magic, "no frame begins so");
        Demand(source[4] == Version, $"version {source[4]} of the frames; expected {Version}");
        Demand(source[5] is >= (byte)BulkKind.PushGradient and <= (byte)BulkKind.PushHalfGradient, $"unknown kind {source[5]}");
        Demand(source[6] <= (byte)BulkTurn.Refused && source[7] == 0, "unknown flags");
        int level = BinaryPrimitives.ReadInt32LittleEndian(source[32..]);
        int index = BinaryPrimitives.ReadInt32LittleEndian(source[36..]);
        Demand(level is >= 0 and <= 30 && index >= 0 && index <= int.MaxValue >> level, "a shard range beyond all shards");
        BulkHeader header = new()
        {
            Kind = (BulkKind)source[5],
            Turn = (BulkTurn)source[6],
            Request = BinaryPrimitives.ReadUInt64LittleEndian(source[8..]),
            Run = new RunKey(BinaryPrimitives.ReadUInt64LittleEndian(source[16..])),
            Step = BinaryPrimitives.ReadInt64LittleEndian(source[24..]),
            Range = new ShardRange(level, index),
            Attempt = BinaryPrimitives.ReadInt32LittleEndian(source[40..]),
            Slice = BinaryPrimitives.ReadInt32LittleEndian(source[44..]),
            Offset = BinaryPrimitives.ReadInt64LittleEndian(source[48..]),
            Total = BinaryPrimitives.ReadInt64LittleEndian(source[56..]),
            Blob = new BlobId(source.Slice(64, BlobId.Bytes)),
            PayloadBytes = BinaryPrimitives.ReadInt32LittleEndian(source[96..]),
            Metrics = new ShardMetrics(
                BinaryPrimitives.ReadInt32LittleEndian(source[104..]),
                BinaryPrimitives.ReadDoubleLittleEndian(source[112..]),
                BinaryPrimitives.ReadDoubleLittleEndian(source[120..]),
                BinaryPrimitives.ReadInt32LittleEndian(source[108..])),
            Checksum = BinaryPrimitives.ReadUInt64LittleEndian(source[ChecksumOffset..]),
        };
        Demand(
            header is { Step: >= 0, Attempt: >= 0, Slice: >= 0, Offset: >= 0, Total: >= 0, Metrics: { Samples: >= 0, Correct: >= 0 } }
                && header.Offset <= header.Total,
            "a negative number");
        Demand(
            header.PayloadBytes >= 0 && header.PayloadBytes <= maximumPayload,
            $"a payload of {header.PayloadBytes} bytes; expected at most {maximumPayload}");
        return header;
    }

    /// <summary>The checksum of a head, its own place left out, and a payload.</summary>
    public static ulong ChecksumOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        XxHash3.HashToUInt64(payload, (long)XxHash3.HashToUInt64(head[..ChecksumOffset]));

    private static void Demand(bool holds, string problem)
    {
        if (!holds)
        {
            throw new BulkException($"bulk: malformed frame: {problem}");
        }
    }
}
