using System.Buffers.Binary;
using System.IO.Compression;

namespace ActorCnn.Data.Tests.Support;

/// <summary>Makes IDX files.</summary>
internal static class IdxFiles
{
    public const string TrainImages = "train-images-idx3-ubyte";
    public const string TrainLabels = "train-labels-idx1-ubyte";
    public const string TestImages = "t10k-images-idx3-ubyte";
    public const string TestLabels = "t10k-labels-idx1-ubyte";

    /// <summary>Bytes of an IDX file with the given sizes, whatever the values are.</summary>
    public static byte[] Make(uint[] sizes, byte[] values)
    {
        byte[] header = new byte[4 + (4 * sizes.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(header, 0x0800u + (uint)sizes.Length);
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 + (4 * i)), sizes[i]);
        }

        return [.. header, .. values];
    }

    /// <summary>Images of 2 x 3 whose pixels count up.</summary>
    public static byte[] Images(int count) =>
        Make([(uint)count, 2, 3], [.. Enumerable.Range(0, count * 6).Select(i => (byte)i)]);

    public static byte[] Labels(params byte[] labels) => Make([(uint)labels.Length], labels);

    public static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream target = new();
        using (GZipStream gzip = new(target, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    /// <summary>Writes four files that go together: 3 training and 2 test images.</summary>
    public static void WriteGood(TemporaryFolder folder)
    {
        folder.Write(TrainImages, Images(3));
        folder.Write(TrainLabels, Labels(2, 0, 9));
        folder.Write(TestImages, Images(2));
        folder.Write(TestLabels, Labels(1, 5));
    }
}
