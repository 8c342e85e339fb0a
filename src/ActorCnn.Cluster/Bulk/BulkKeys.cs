using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Bulk;

/// <summary>A run on bulk connections: a 64-bit hash of its id, against taking one run's tensors for another's by mistake.</summary>
/// <param name="Value">The hash.</param>
public readonly record struct RunKey(ulong Value)
{
    /// <summary>The key of a run.</summary>
    public static RunKey Of(string run) => new(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(run)));
}

/// <summary>The sum of the gradients of a shard range, as far as it lies in one slice of the parameters.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The number of updates made before.</param>
/// <param name="Range">The shards.</param>
/// <param name="Attempt">The grant's attempt.</param>
/// <param name="Slice">The slice.</param>
public readonly record struct GradientKey(RunKey Run, long Step, ShardRange Range, int Attempt, int Slice);

/// <summary>The weights of one slice.</summary>
/// <param name="Run">The run.</param>
/// <param name="Step">The number of updates in them.</param>
/// <param name="Slice">The slice.</param>
public readonly record struct WeightsKey(RunKey Run, long Step, int Slice);

/// <summary>Bytes by their SHA-256: a data set, a configuration, a checkpoint.</summary>
public readonly record struct BlobId
{
    /// <summary>Bytes in an id.</summary>
    public const int Bytes = SHA256.HashSizeInBytes;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <summary>An id from its 32 bytes.</summary>
    public BlobId(ReadOnlySpan<byte> sha256)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(sha256.Length, Bytes);
        (_high, _low) = (BinaryPrimitives.ReadUInt128BigEndian(sha256), BinaryPrimitives.ReadUInt128BigEndian(sha256[16..]));
    }

    /// <summary>The id of bytes.</summary>
    public static BlobId Of(ReadOnlySpan<byte> content) => new(SHA256.HashData(content));

    /// <summary>The id of all that a stream holds from where it stands.</summary>
    public static BlobId Of(Stream content) => new(SHA256.HashData(content));

    /// <summary>An id from 64 hexadecimal digits, as <c>config_sha256</c> and <c>data_sha256</c> show it.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BlobId Parse(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        return bytes.Length == Bytes ? new BlobId(bytes) : throw new FormatException($"a SHA-256 has 64 digits, not {hex?.Length}");
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt128BigEndian(target, _high);
        BinaryPrimitives.WriteUInt128BigEndian(target[16..], _low);
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{_high:x32}{_low:x32}";
}
