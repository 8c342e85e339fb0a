using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ActorCnn.Data;

/// <summary>What a run trains on and what it is tested on: same shape, same classes.</summary>
/// <param name="Train">Training samples, at least one.</param>
/// <param name="Test">Test samples, at least one.</param>
/// <param name="Sha256">
/// SHA-256 in lower-case hexadecimal over both sets' shapes, classes, value tables, labels and pixels: what nodes and checkpoints
/// compare to know that they hold the same data.
/// </param>
public sealed record DataSplit(Dataset Train, Dataset Test, string Sha256)
{
    /// <summary>
    /// Puts two sets together and works out their hash. It covers, for the training set and then the test set, all little-endian:
    /// samples, channels, height, width and number of classes as 32-bit integers; the 256 values as 32-bit floats; the labels as
    /// 16-bit integers; the pixels as they lie in memory. Names of sets, classes and files are left out, so that a copy of the data
    /// under another path is the same data.
    /// </summary>
    /// <exception cref="ArgumentException">A set is empty, or the two differ in shape or classes.</exception>
    public static DataSplit Create(Dataset train, Dataset test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (train.Count == 0 || test.Count == 0 || train.Shape != test.Shape || !train.ClassNames.SequenceEqual(test.ClassNames))
        {
            throw new ArgumentException($"'{train.Name}' and '{test.Name}' do not go together: one is empty, or shape or classes differ");
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, train);
        Append(hash, test);
        return new DataSplit(train, test, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static void Append(IncrementalHash hash, Dataset set)
    {
        Span<byte> bytes = stackalloc byte[1024];
        ReadOnlySpan<int> sizes = [set.Count, set.Shape.Channels, set.Shape.Height, set.Shape.Width, set.ClassNames.Count];
        for (int i = 0; i < sizes.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], sizes[i]);
        }

        hash.AppendData(bytes[..(4 * sizes.Length)]);
        for (int i = 0; i < set.Values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], set.Values[i]);
        }

        hash.AppendData(bytes);
        for (ReadOnlySpan<ushort> labels = set.Labels; !labels.IsEmpty;)
        {
            int count = Math.Min(labels.Length, bytes.Length / 2);
            for (int i = 0; i < count; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], labels[i]);
            }

            hash.AppendData(bytes[..(2 * count)]);
            labels = labels[count..];
        }

        hash.AppendData(set.AllPixels);
    }
}
