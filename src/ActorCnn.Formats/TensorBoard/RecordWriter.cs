using System.Buffers.Binary;
using System.Numerics;

namespace ActorCnn.Formats.TensorBoard;

/// <summary>
/// The TFRecord framing: the length (8 bytes, little-endian), its masked checksum (4 bytes), the bytes, and their masked checksum. The
/// checksum is CRC-32C (Castagnoli, RFC 3720 appendix B.4). Source: https://www.tensorflow.org/tutorials/load_data/tfrecord, section TFRecords format details.
/// </summary>
internal static class RecordWriter
{
    private const int LengthBytes = 8;
    private const int ChecksumBytes = 4;

    /// <summary>Writes a record.</summary>
    public static void Write(Stream stream, ReadOnlySpan<byte> record)
    {
        Span<byte> frame = stackalloc byte[LengthBytes + ChecksumBytes];
        BinaryPrimitives.WriteInt64LittleEndian(frame, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[LengthBytes..], MaskedChecksum(frame[..LengthBytes]));
        stream.Write(frame);
        stream.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, MaskedChecksum(record));
        stream.Write(frame[..ChecksumBytes]);
    }

    // Masked, so that the checksum of bytes that hold checksums is none of theirs.
    private static uint MaskedChecksum(ReadOnlySpan<byte> bytes) => BitOperations.RotateRight(Checksum(bytes), 15) + 0xA282EAD8;

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }
}
