using ActorCnn.Data.Files;
using ActorCnn.Networks;

namespace ActorCnn.Data.Sources;

/// <summary>
/// The four MNIST-style files <c>train-images-idx3-ubyte</c>, <c>train-labels-idx1-ubyte</c>, <c>t10k-images-idx3-ubyte</c> and
/// <c>t10k-labels-idx1-ubyte</c>, each plain or with <c>.gz</c>, also spelled <c>train-images.idx3-ubyte</c>. Pixels are scaled from
/// 0..255 to 0..1. There are ten classes, or more if a training label says so; they are named by their numbers.
/// </summary>
/// <param name="Folder">Where the files are.</param>
public sealed record IdxSource(string Folder) : FileSource(Folder)
{
    private const int LeastClasses = 10;

    /// <inheritdoc/>
    public override string Source => "idx";

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed)
    {
        string[] paths = FindFiles();
        (string trainImages, string trainLabels, string testImages, string testLabels) = (paths[0], paths[1], paths[2], paths[3]);

        // All headers first: what does not go together is told before memory is taken.
        Shape shape = ReadShape(trainImages, trainLabels);
        Shape testShape = ReadShape(testImages, testLabels);
        if (testShape != shape)
        {
            throw new InvalidInputException(
                testImages, "image size differs from the training images'", $"{shape}, as in {trainImages}", $"{testShape}",
                "take all four files from one data set");
        }

        byte[] labels = IdxReader.ReadValues(trainLabels, 1);
        string[] classNames = [.. Enumerable.Range(0, Math.Max(LeastClasses, labels.Max() + 1)).Select(number => $"{number}")];
        return DataSplit.Create(
            Read("training images", shape, classNames, trainImages, trainLabels, labels),
            Read("test images", shape, classNames, testImages, testLabels, IdxReader.ReadValues(testLabels, 1)));
    }

    private static Shape ReadShape(string imagesPath, string labelsPath)
    {
        int[] sizes = IdxReader.ReadSizes(imagesPath, 3);
        Shape shape = new(1, sizes[1], sizes[2]);
        if (!shape.IsValid)
        {
            throw new InvalidInputException(
                imagesPath, "images are too large", $"at most {Shape.MaximumCount} pixels each", $"{shape}", "use smaller images");
        }

        int labels = IdxReader.ReadSizes(labelsPath, 1)[0];
        return labels == sizes[0]
            ? shape
            : throw new InvalidInputException(
                labelsPath, labels < sizes[0] ? "fewer labels than images" : "more labels than images",
                $"{sizes[0]} labels, as many as images in {imagesPath}", $"{labels}", "take both files from one data set");
    }

    private static Dataset Read(
        string name, Shape shape, string[] classNames, string imagesPath, string labelsPath, byte[] labels)
    {
        int wrong = Array.FindIndex(labels, label => label >= classNames.Length);
        if (wrong >= 0)
        {
            throw new InvalidInputException(
                labelsPath, $"label {wrong} (from 0) is beyond the classes", $"0 to {classNames.Length - 1}, as in the training labels",
                $"{labels[wrong]}", "take all four files from one data set");
        }

        return new Dataset(
            name, shape, classNames, IdxReader.ReadValues(imagesPath, 3), Array.ConvertAll(labels, label => (ushort)label),
            PixelValues.ZeroToOne());
    }

    private string[] FindFiles()
    {
        string[] names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
        string?[] paths = Array.ConvertAll(names, Find);
        string missing = string.Join(", ", names.Where((_, i) => paths[i] is null));
        if (missing.Length == 0)
        {
            return paths!;
        }

        // The Debian package's folder is what our example names, so its user is told the very command.
        string fix = Folder.Contains("fashion", StringComparison.OrdinalIgnoreCase)
            ? "apt-get install dataset-fashion-mnist"
            : "put the files there or correct data.folder";
        throw new InvalidInputException(
            Folder, Directory.Exists(Folder) ? "data files are missing" : "there is no such folder", $"{missing}, plain or .gz",
            "none of these", fix);
    }

    private string? Find(string name)
    {
        string dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return new[] { name, $"{name}.gz", dotted, $"{dotted}.gz" }.Select(file => Path.Combine(Folder, file)).FirstOrDefault(File.Exists);
    }
}
