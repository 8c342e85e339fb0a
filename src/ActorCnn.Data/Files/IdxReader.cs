using System.Buffers.Binary;
using System.IO.Compression;
using ActorCnn.Networks;

namespace ActorCnn.Data.Files;

/// <summary>
/// Reads IDX files of bytes, plain or gzipped. An IDX file is two zero bytes, a type (8: bytes), the number of dimensions, each size as
/// a big-endian 32-bit number, then the values, last dimension fastest (http://yann.lecun.com/exdb/mnist). The header is not trusted:
/// no more memory is taken than the file can fill, and nothing beyond what it declares is expanded.
/// </summary>
internal static class IdxReader
{
    // Deflate cannot expand more than this (zlib's technical details), so a short file cannot hold what a false header declares.
    private const int MostExpansion = 1032;

    /// <summary>Reads the sizes, each at least one and together at most one array's length.</summary>
    /// <exception cref="InvalidInputException">The header is wrong.</exception>
    public static int[] ReadSizes(string path, int dimensions) =>
        DataFile.Read(path, file =>
        {
            using Stream stream = Expand(path, file);
            return ReadHeader(path, stream, dimensions);
        });

    /// <summary>Reads the values.</summary>
    /// <exception cref="InvalidInputException">The header is wrong, or there are fewer or more values than it declares.</exception>
    public static byte[] ReadValues(string path, int dimensions) =>
        DataFile.Read(path, file =>
        {
            using Stream stream = Expand(path, file);
            int total = ReadHeader(path, stream, dimensions).Aggregate(1, (product, size) => product * size);
            long mostPresent = stream == file ? file.Length - HeaderLength(dimensions) : file.Length * MostExpansion;
            if (mostPresent < total)
            {
                throw CutShort(path, total, stream == file ? $"{mostPresent}" : $"at most {mostPresent}");
            }

            byte[] values = new byte[total];
            int got = stream.ReadAtLeast(values, total, throwOnEndOfStream: false);
            if (got < total)
            {
                throw CutShort(path, total, $"{got}");
            }

            // Also makes the decompressor check the sum behind the data.
            if (stream.ReadByte() >= 0)
            {
                throw DataFile.Damaged(path, "has bytes after its last value", $"{total} values as its header declares", "more");
            }

            if (stream != file)
            {
                CheckGzipEnd(path, file, (uint)(HeaderLength(dimensions) + (long)total));
            }

            return values;
        });

    private static Stream Expand(string path, FileStream file)
    {
        int first = file.ReadByte();
        int second = file.ReadByte();
        file.Position = 0;
        if (first == 0x1F && second == 0x8B)
        {
            return new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        }

        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase)
            ? throw DataFile.Damaged(
                path, "is not a gzip file", "the bytes 1F 8B at its start",
                second < 0 ? "fewer than two bytes" : $"{first:X2} {second:X2}")
            : file;
    }

    // The decompressor is content with a file that is cut behind its data, and then has not checked them. A whole one ends in their length.
    private static void CheckGzipEnd(string path, FileStream file, uint expected)
    {
        Span<byte> end = stackalloc byte[sizeof(uint)];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        uint got = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (got != expected)
        {
            throw DataFile.Damaged(
                path, "is cut short or has bytes after its end", $"the length {expected} in its last four bytes", $"{got}");
        }
    }

    private static int HeaderLength(int dimensions) => 4 + (4 * dimensions);

    private static int[] ReadHeader(string path, Stream stream, int dimensions)
    {
        Span<byte> header = stackalloc byte[HeaderLength(dimensions)];
        int got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (got < header.Length)
        {
            throw DataFile.Damaged(path, "is cut short", $"a header of {header.Length} bytes", $"{got} bytes");
        }

        uint magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        uint expected = 0x0800u + (uint)dimensions;
        if (magic != expected)
        {
            throw new InvalidInputException(
                path, $"is not an IDX file of bytes in {dimensions} dimension(s)", $"magic number 0x{expected:X8}", $"0x{magic:X8}",
                "check that images and labels are not exchanged, or download the file again");
        }

        int[] sizes = new int[dimensions];
        long total = 1;
        for (int i = 0; i < dimensions; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(header[HeaderLength(i)..]);
            total *= size;
            if (size == 0 || total > Array.MaxLength)
            {
                throw DataFile.Damaged(
                    path, size == 0 ? "is empty" : "declares too much data", $"sizes of at least 1 and at most {Array.MaxLength} together",
                    $"{size} as size {i + 1} of {dimensions}");
            }

            sizes[i] = (int)size;
        }

        return sizes;
    }

    private static InvalidInputException CutShort(string path, int total, string got) =>
        DataFile.Damaged(path, "is cut short", $"{total} values as its header declares", got);
}
