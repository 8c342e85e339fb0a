using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace ActorCnn.Data.Tests.Support;

/// <summary>Makes PNG files, right or wrong as asked.</summary>
internal static class PngFiles
{
    public const byte Grey = 0;
    public const byte Colour = 2;
    public const byte Palette = 3;
    public const byte GreyAlpha = 4;
    public const byte ColourAlpha = 6;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>A whole file; <paramref name="rows"/> are the bytes before compression, each row with its filter's number.</summary>
    public static byte[] Make(
        uint width, uint height, byte depth, byte colourType, byte[] rows, byte interlace = 0, byte[]? palette = null,
        byte[]? transparency = null)
    {
        byte[] header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (depth, colourType, interlace);
        return
        [
            .. Signature,
            .. Chunk("IHDR"u8, header),
            .. palette is null ? [] : Chunk("PLTE"u8, palette),
            .. transparency is null ? [] : Chunk("tRNS"u8, transparency),
            .. Chunk("IDAT"u8, Compress(rows)),
            .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A grey image of 8 bits.</summary>
    public static byte[] MakeGrey(int width, int height, byte[] pixels) =>
        Make((uint)width, (uint)height, 8, Grey, [.. pixels.Chunk(width).SelectMany(row => row.Prepend((byte)0))]);

    public static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        byte[] length = new byte[4];
        byte[] checksum = new byte[4];
        byte[] typeAndData = [.. type, .. data];
        BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.HashToUInt32(typeAndData));
        return [.. length, .. typeAndData, .. checksum];
    }

    private static byte[] Compress(byte[] bytes)
    {
        using MemoryStream target = new();
        using (ZLibStream zlib = new(target, CompressionLevel.Optimal))
        {
            zlib.Write(bytes);
        }

        return target.ToArray();
    }
}
