using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace ActorCnn.Formats.TensorBoard;

/// <summary>
/// Images in the PNG format: eight bits a channel, no filter, one data chunk. The same image gives the same pixels. Source: W3C PNG
/// specification, sections 5 (chunks), 10 (compression) and 11 (IHDR, IDAT, IEND).
/// </summary>
internal static class PngWriter
{
    private const int Frame = 4 + 4 + 4;
    private const byte BitsPerChannel = 8;
    private const byte GrayType = 0;
    private const byte RgbType = 2;

    /// <summary>The file's bytes.</summary>
    public static byte[] Encode(PixelImage image)
    {
        using MemoryStream file = new();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = BitsPerChannel;
        header[9] = image.Channels == 1 ? GrayType : RgbType;
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static ReadOnlySpan<byte> Compress(PixelImage image)
    {
        using MemoryStream data = new();
        using (ZLibStream compression = new(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            int row = image.Width * image.Channels;
            for (int i = 0; i < image.Height; i++)
            {
                // Each row begins with its filter.
                compression.WriteByte(0);
                compression.Write(image.Pixels, i * row, row);
            }
        }

        return data.GetBuffer().AsSpan(0, (int)data.Length);
    }

    // Length, type, bytes, and the checksum of type and bytes.
    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> bytes)
    {
        byte[] chunk = new byte[Frame + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(chunk, bytes.Length);
        type.CopyTo(chunk.AsSpan(4));
        bytes.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc32.HashToUInt32(chunk.AsSpan(4, 4 + bytes.Length)));
        file.Write(chunk);
    }
}
