using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.Cluster.Nodes;

/// <summary>
/// The data of a run as bytes: just those that <see cref="DataSplit.Sha256"/> is taken over, so that the hash of the blob is the hash of
/// the data. Names of classes do not travel: training needs their number alone.
/// </summary>
public static class DataBlob
{
    private const int SizesBytes = 5 * sizeof(int);
    private const int ValuesBytes = 256 * sizeof(float);
    private const int MostClasses = 1 << 16;

    /// <summary>The bytes of data.</summary>
    /// <exception cref="BulkRefusedException">They are more than fit into one array.</exception>
    public static byte[] Write(DataSplit data)
    {
        ArgumentNullException.ThrowIfNull(data);
        long length = LengthOf(data.Train) + LengthOf(data.Test);
        if (length > Array.MaxLength)
        {
            throw new BulkRefusedException($"the data are {length} bytes, too many to be sent; give every node the files");
        }

        byte[] bytes = new byte[length];
        Write(data.Test, Write(data.Train, bytes));
        return bytes;
    }

    /// <summary>The data in bytes whose hash was checked.</summary>
    /// <exception cref="BulkException">They are no data: sizes and length do not fit.</exception>
    public static DataSplit Read(ReadOnlySpan<byte> bytes)
    {
        Dataset train = Read("training samples", ref bytes);
        Dataset test = Read("test samples", ref bytes);
        try
        {
            return bytes.IsEmpty ? DataSplit.Create(train, test) : throw Malformed();
        }
        catch (ArgumentException exception)
        {
            throw new BulkException($"bulk: data that do not go together: {exception.Message}", exception);
        }
    }

    private static long LengthOf(Dataset set) => SizesBytes + ValuesBytes + ((long)set.Count * sizeof(ushort)) + set.AllPixels.Length;

    private static Span<byte> Write(Dataset set, Span<byte> target)
    {
        ReadOnlySpan<int> sizes = [set.Count, set.Shape.Channels, set.Shape.Height, set.Shape.Width, set.ClassNames.Count];
        foreach (int size in sizes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(target, size);
            target = target[sizeof(int)..];
        }

        foreach (float value in set.Values)
        {
            BinaryPrimitives.WriteSingleLittleEndian(target, value);
            target = target[sizeof(float)..];
        }

        foreach (ushort label in set.Labels)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target, label);
            target = target[sizeof(ushort)..];
        }

        set.AllPixels.CopyTo(target);
        return target[set.AllPixels.Length..];
    }

    private static Dataset Read(string name, ref ReadOnlySpan<byte> from)
    {
        Span<int> sizes = stackalloc int[5];
        for (int i = 0; i < sizes.Length; i++)
        {
            sizes[i] = BinaryPrimitives.ReadInt32LittleEndian(Take(ref from, sizeof(int)));
            Demand(sizes[i] > 0);
        }

        // Every size is checked against what is left before memory is taken.
        (int count, int classes) = (sizes[0], sizes[4]);
        Demand(classes <= MostClasses && sizes[1] <= from.Length && sizes[2] <= from.Length && sizes[3] <= from.Length);
        Int128 pixels = (Int128)count * sizes[1] * sizes[2] * sizes[3];
        Demand(pixels + ((Int128)count * sizeof(ushort)) + ValuesBytes <= from.Length);
        float[] values = MemoryMarshal.Cast<byte, float>(Take(ref from, ValuesBytes)).ToArray();
        ushort[] labels = MemoryMarshal.Cast<byte, ushort>(Take(ref from, count * sizeof(ushort))).ToArray();
        byte[] samples = Take(ref from, (int)pixels).ToArray();
        try
        {
            string[] names = [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];
            return new Dataset(name, new Shape(sizes[1], sizes[2], sizes[3]), names, samples, labels, values);
        }
        catch (ArgumentException exception)
        {
            throw new BulkException($"bulk: malformed data: {exception.Message}", exception);
        }
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> from, int count)
    {
        Demand(count <= from.Length);
        ReadOnlySpan<byte> taken = from[..count];
        from = from[count..];
        return taken;
    }

    private static void Demand(bool holds)
    {
        if (!holds)
        {
            throw Malformed();
        }
    }

    private static BulkException Malformed() => new("bulk: malformed data: sizes and length do not fit");
}
