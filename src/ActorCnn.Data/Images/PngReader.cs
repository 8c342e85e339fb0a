using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using ActorCnn.Data.Files;
using ActorCnn.Networks;

namespace ActorCnn.Data.Images;

/// <summary>
/// Reads PNG images (https://www.w3.org/TR/png) with StbImageSharp. That decoder trusts lengths, passes over checksums and expands
/// whatever the file holds, so the file is checked first, all but its pixels.
/// </summary>
internal static class PngReader
{
    private const int HeaderLength = 13;
    private const int ChunkOverhead = 12;
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // First column, first row, and the distances between columns and rows, of the seven passes of an interlaced image.
    private static ReadOnlySpan<byte> Passes =>
        [0, 0, 8, 8, 4, 0, 8, 8, 0, 4, 4, 8, 2, 0, 4, 4, 0, 2, 2, 4, 1, 0, 2, 2, 0, 1, 1, 2];

    /// <summary>Reads the shape from the header.</summary>
    public static Shape ReadShape(string path, ReadOnlySpan<byte> bytes) => ReadHeader(path, bytes).Shape;

    /// <summary>Reads the whole image.</summary>
    public static (Shape Shape, byte[] Pixels) Read(string path, byte[] bytes)
    {
        Header header = ReadHeader(path, bytes);
        using MemoryStream compressed = CollectData(path, bytes);
        CheckExpandedLength(path, compressed, ExpandedLength(header));
        return (header.Shape, StbDecoder.Read(path, bytes, header.Shape));
    }

    private static Header ReadHeader(string path, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Signature))
        {
            throw DataFile.Damaged(path, "is damaged", "the eight bytes that start a PNG file", "others");
        }

        ReadOnlySpan<byte> header = ReadChunk(path, bytes[Signature.Length..], out ReadOnlySpan<byte> type);
        if (!type.SequenceEqual("IHDR"u8) || header.Length != HeaderLength)
        {
            throw DataFile.Damaged(path, "is damaged", "an IHDR chunk first", "another");
        }

        (byte depth, byte colourType, byte interlace) = (header[8], header[9], header[12]);
        int samples = (colourType, depth) switch
        {
            (0, 1 or 2 or 4 or 8 or 16) => 1,
            (2, 8 or 16) => 3,
            (3, 1 or 2 or 4 or 8) => 1,
            (4, 8 or 16) => 2,
            (6, 8 or 16) => 4,
            _ => throw DataFile.Damaged(
                path, "is damaged", "a colour type with a depth that PNG allows", $"type {colourType} with depth {depth}"),
        };
        Shape shape = ImageFile.Checked(
            path, colourType is 0 or 4 ? 1 : 3, height: BinaryPrimitives.ReadUInt32BigEndian(header[4..]),
            width: BinaryPrimitives.ReadUInt32BigEndian(header));
        return new Header(shape, samples * depth, interlace != 0);
    }

    /// <summary>The compressed data, after every chunk's length and checksum was found right.</summary>
    private static MemoryStream CollectData(string path, ReadOnlySpan<byte> bytes)
    {
        MemoryStream data = new();
        ReadOnlySpan<byte> rest = bytes[Signature.Length..];
        ReadOnlySpan<byte> type;
        do
        {
            ReadOnlySpan<byte> chunk = ReadChunk(path, rest, out type);
            if (type.SequenceEqual("IDAT"u8))
            {
                data.Write(chunk);
            }

            rest = rest[(chunk.Length + ChunkOverhead)..];
        }
        while (!type.SequenceEqual("IEND"u8));

        data.Position = 0;
        return data;
    }

    private static ReadOnlySpan<byte> ReadChunk(string path, ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> type)
    {
        uint length = bytes.Length < ChunkOverhead ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (bytes.Length < length + (long)ChunkOverhead)
        {
            throw DataFile.Damaged(path, "is cut short", $"a chunk of {length + (long)ChunkOverhead} bytes", $"{bytes.Length} bytes");
        }

        ReadOnlySpan<byte> typeAndData = bytes.Slice(4, 4 + (int)length);
        type = typeAndData[..4];
        uint expected = BinaryPrimitives.ReadUInt32BigEndian(bytes[(8 + (int)length)..]);
        uint got = Crc32.HashToUInt32(typeAndData);
        return got == expected
            ? typeAndData[4..]
            : throw DataFile.Damaged(path, "is damaged", $"chunk checksum {expected:X8}", $"{got:X8}");
    }

    /// <summary>Bytes of the samples: a row is its filter's number and its pixels, rounded up to whole bytes.</summary>
    private static long ExpandedLength(Header header)
    {
        (_, int height, int width) = header.Shape;
        if (!header.IsInterlaced)
        {
            return RowsLength(height, width);
        }

        long length = 0;
        for (int pass = 0; pass < Passes.Length; pass += 4)
        {
            int columns = (width - Passes[pass] + Passes[pass + 2] - 1) / Passes[pass + 2];
            int rows = (height - Passes[pass + 1] + Passes[pass + 3] - 1) / Passes[pass + 3];
            length += columns > 0 && rows > 0 ? RowsLength(rows, columns) : 0;
        }

        return length;

        long RowsLength(int rows, int columns) => rows * (1 + ((((long)columns * header.BitsPerPixel) + 7) / 8));
    }

    private static void CheckExpandedLength(string path, Stream compressed, long expected)
    {
        byte[] buffer = new byte[1 << 13];
        long got = 0;
        try
        {
            using ZLibStream expanded = new(compressed, CompressionMode.Decompress, leaveOpen: true);
            for (int read; got <= expected && (read = expanded.Read(buffer)) > 0;)
            {
                got += read;
            }
        }
        catch (InvalidDataException e)
        {
            throw DataFile.Damaged(path, "compressed data are damaged", "data that can be expanded", e.Message.TrimEnd('.'), e);
        }

        if (got != expected)
        {
            throw DataFile.Damaged(
                path, got < expected ? "is cut short" : "holds more data than its size needs", $"{expected} bytes of samples",
                got < expected ? $"{got}" : "more");
        }
    }

    private readonly record struct Header(Shape Shape, int BitsPerPixel, bool IsInterlaced);
}
