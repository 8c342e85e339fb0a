using System.Buffers.Binary;

namespace ActorCnn.Formats.Tests.TensorBoard;

/// <summary>Reads an event file as TensorBoard does: every length and every masked checksum must hold, to the last byte.</summary>
public static class EventReader
{
    public static WireMessage[] Read(string path) => [.. Records(File.ReadAllBytes(path)).Select(record => new WireMessage(record))];

    /// <summary>The values that one event of a file tells, by tag; field numbers are those of Summary.Value.</summary>
    public static Dictionary<string, WireMessage> Values(WireMessage happened) =>
        happened.Message(5).Messages(1).ToDictionary(value => value.Text(1));

    // CRC-32C bit by bit, from its polynomial.
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = 0xFFFFFFFF;
        foreach (byte value in bytes)
        {
            checksum ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                checksum = (checksum & 1) != 0 ? (checksum >> 1) ^ 0x82F63B78 : checksum >> 1;
            }
        }

        return checksum ^ 0xFFFFFFFF;
    }

    private static List<byte[]> Records(byte[] file)
    {
        List<byte[]> records = [];
        for (int position = 0; position < file.Length;)
        {
            ReadOnlySpan<byte> rest = file.AsSpan(position);
            int length = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(rest));
            AssertChecksum(rest[..8], rest[8..]);
            byte[] record = rest.Slice(12, length).ToArray();
            AssertChecksum(record, rest[(12 + length)..]);
            records.Add(record);
            position += 12 + length + 4;
        }

        return records;
    }

    private static void AssertChecksum(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> stored)
    {
        uint masked = BinaryPrimitives.ReadUInt32LittleEndian(stored);
        uint rotated = masked - 0xA282EAD8;
        Assert.Equal(Checksum(bytes), (rotated >> 17) | (rotated << 15));
    }
}
