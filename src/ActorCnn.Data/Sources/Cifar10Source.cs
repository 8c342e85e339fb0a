using System.Text;
using ActorCnn.Data.Files;
using ActorCnn.Networks;

namespace ActorCnn.Data.Sources;

/// <summary>
/// CIFAR-10's binary version (https://www.cs.toronto.edu/~kriz/cifar.html): <c>data_batch_1.bin</c> to <c>data_batch_5.bin</c> to train
/// on, <c>test_batch.bin</c> to test; a record is a label and 3 x 32 x 32 pixels, red, green, blue. Pixels are scaled from 0..255 to
/// 0..1. Class names come from <c>batches.meta.txt</c> if it is there.
/// </summary>
/// <param name="Folder">Where the files are, or the folder that holds <c>cifar-10-batches-bin</c>.</param>
public sealed record Cifar10Source(string Folder) : FileSource(Folder)
{
    private const int Classes = 10;
    private const int MostBytesOfNames = 4096;
    private static readonly Shape Shape = new(3, 32, 32);
    private static readonly string[] TrainFiles = [.. Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin")];
    private static readonly string[] TestFiles = ["test_batch.bin"];

    private static readonly string[] StandardNames =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static int RecordLength => 1 + Shape.Count;

    /// <inheritdoc/>
    public override string Source => "cifar10";

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed)
    {
        string folder = FindFolder();
        string[] classNames = ReadClassNames(Path.Combine(folder, "batches.meta.txt"));
        return DataSplit.Create(
            Read("training images", classNames, Array.ConvertAll(TrainFiles, file => Path.Combine(folder, file))),
            Read("test images", classNames, Array.ConvertAll(TestFiles, file => Path.Combine(folder, file))));
    }

    private string FindFolder()
    {
        string inner = Path.Combine(Folder, "cifar-10-batches-bin");
        string folder = Directory.Exists(inner) ? inner : Folder;
        string missing = string.Join(", ", TrainFiles.Concat(TestFiles).Where(file => !File.Exists(Path.Combine(folder, file))));
        return missing.Length == 0
            ? folder
            : throw new InvalidInputException(
                folder, Directory.Exists(folder) ? "data files are missing" : "there is no such folder", missing, "none of these",
                "unpack CIFAR-10's binary version there or correct data.folder");
    }

    private static string[] ReadClassNames(string path)
    {
        if (!File.Exists(path))
        {
            return StandardNames;
        }

        string[] names = Encoding.UTF8.GetString(DataFile.ReadAll(path, MostBytesOfNames))
            .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length == Classes
            ? names
            : throw DataFile.Damaged(path, "does not name the classes", $"{Classes} lines", $"{names.Length}");
    }

    private static Dataset Read(string name, string[] classNames, string[] paths)
    {
        long total = paths.Sum(CountRecords);
        if (total * Shape.Count > Array.MaxLength)
        {
            throw new InvalidInputException(
                paths[0], "the batches together are too large", $"at most {Array.MaxLength / Shape.Count} images", $"{total}",
                "remove some images");
        }

        byte[] pixels = new byte[total * Shape.Count];
        ushort[] labels = new ushort[total];
        int sample = 0;
        foreach (string path in paths)
        {
            sample += ReadBatch(path, pixels.AsMemory(sample * Shape.Count), labels.AsMemory(sample));
        }

        return new Dataset(name, Shape, classNames, pixels, labels, PixelValues.ZeroToOne());
    }

    private static long CountRecords(string path) => DataFile.Read(path, file =>
        file.Length > 0 && file.Length % RecordLength == 0
            ? file.Length / RecordLength
            : throw DataFile.Damaged(path, "is not whole records", $"a multiple of {RecordLength} bytes", $"{file.Length}"));

    private static int ReadBatch(string path, Memory<byte> pixels, Memory<ushort> labels) => DataFile.Read(path, file =>
    {
        int count = (int)(file.Length / RecordLength);
        for (int record = 0; record < count; record++)
        {
            int label = file.ReadByte();
            if (label >= Classes)
            {
                throw DataFile.Damaged(
                    path, $"the label of record {record} (from 0) is beyond the classes", $"0 to {Classes - 1}", $"{label}");
            }

            labels.Span[record] = (ushort)label;
            file.ReadExactly(pixels.Span.Slice(record * Shape.Count, Shape.Count));
        }

        return count;
    });
}
