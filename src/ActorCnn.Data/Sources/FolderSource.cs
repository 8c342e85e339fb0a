using ActorCnn.Data.Images;
using ActorCnn.Networks;

namespace ActorCnn.Data.Sources;

/// <summary>
/// Images in a folder per class: <c>FOLDER/train/CLASS/*</c> and <c>FOLDER/test/CLASS/*</c>, or, when these two folders are not there,
/// <c>FOLDER/CLASS/*</c> with every <see cref="TestEvery"/>th image of each class held out for the test. Files end in pgm, ppm, pnm, png,
/// jpg or jpeg; other files and hidden ones are passed over. Classes and, within a class, files are in ordinal order of their names. All
/// images have one size; when one is in colour, all have three channels and the grey ones repeat theirs. Pixels are scaled to 0..1.
/// </summary>
/// <param name="Folder">The folder that holds the classes, or <c>train</c> and <c>test</c>.</param>
public sealed record FolderSource(string Folder) : FileSource(Folder)
{
    private const string Layout = "FOLDER/train/CLASS and FOLDER/test/CLASS, or FOLDER/CLASS, with images in each";

    /// <inheritdoc/>
    public override string Source => "folder";

    /// <summary>
    /// Where there is no test folder: images number n, 2n, 3n… of each class are for the test. At least 2. A class of fewer than n images
    /// has none in the test.
    /// </summary>
    public int TestEvery { get; init; } = 5;

    /// <inheritdoc/>
    public override DataSplit Load(ulong seed)
    {
        (string[] classNames, List<Sample> train, List<Sample> test) = FindFiles();
        Shape shape = FindShape([.. train, .. test]);
        return DataSplit.Create(
            Read("training images", shape, classNames, train), Read("test images", shape, classNames, test));
    }

    private (string[] ClassNames, List<Sample> Train, List<Sample> Test) FindFiles()
    {
        if (!Directory.Exists(Folder))
        {
            throw new InvalidInputException(Folder, "there is no such folder", Layout, "no folder", "correct data.folder");
        }

        string trainFolder = Path.Combine(Folder, "train");
        string testFolder = Path.Combine(Folder, "test");
        try
        {
            if (Directory.Exists(trainFolder) && Directory.Exists(testFolder))
            {
                string[] names = FindClasses(trainFolder);
                CheckSameClasses(names, testFolder);
                return (names, [.. FindSamples(trainFolder, names)], [.. FindSamples(testFolder, names)]);
            }

            string[] classNames = FindClasses(Folder);
            ILookup<bool, Sample> samples = HoldOut(FindSamples(Folder, classNames)).ToLookup(item => item.IsTest, item => item.Sample);
            return samples[true].Any()
                ? (classNames, [.. samples[false]], [.. samples[true]])
                : throw new InvalidInputException(
                    Folder, "no image is left for the test", $"a class of at least {TestEvery} images", "fewer in each",
                    "add images, lower data.test-every or make folders train and test");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                InvalidInputException.Describe(
                    Folder, "cannot be listed", Layout, e.Message.TrimEnd('.'), "correct data.folder or its permissions"),
                e);
        }
    }

    private static string[] FindClasses(string folder)
    {
        string[] names = [.. VisibleNames(Directory.EnumerateDirectories(folder))];
        return names.Length is > 0 and <= ushort.MaxValue + 1
            ? names
            : throw new InvalidInputException(
                folder, "not a folder per class", Layout, $"{names.Length} class folders", "sort the images into a folder per class");
    }

    private static void CheckSameClasses(string[] names, string testFolder)
    {
        string[] testNames = [.. VisibleNames(Directory.EnumerateDirectories(testFolder))];
        string? odd = names.Except(testNames).Concat(testNames.Except(names)).FirstOrDefault();
        if (odd is not null)
        {
            throw new InvalidInputException(
                testFolder, "classes differ from the training images'", $"the {names.Length} classes of the folder train",
                $"class '{odd}' in one of the two only", "make the same class folders in train and test");
        }
    }

    private static IEnumerable<Sample> FindSamples(string folder, string[] classNames)
    {
        for (int label = 0; label < classNames.Length; label++)
        {
            string classFolder = Path.Combine(folder, classNames[label]);
            string[] names = [.. VisibleNames(Directory.EnumerateFiles(classFolder)).Where(ImageFile.HasImageName)];
            if (names.Length == 0)
            {
                throw new InvalidInputException(
                    classFolder, "a class has no images", "files ending in pgm, ppm, pnm, png, jpg or jpeg", "none",
                    $"add images or remove the folder (the layout is {Layout})");
            }

            foreach (string name in names)
            {
                yield return new Sample(Path.Combine(classFolder, name), (ushort)label);
            }
        }
    }

    private IEnumerable<(Sample Sample, bool IsTest)> HoldOut(IEnumerable<Sample> samples)
    {
        if (TestEvery < 2)
        {
            throw new InvalidInputException(
                "data.test-every", "out of range", "a whole number of at least 2", $"{TestEvery}", "change data.test-every");
        }

        return samples.GroupBy(sample => sample.Label)
            .SelectMany(group => group.Select((sample, index) => (sample, index % TestEvery == TestEvery - 1)));
    }

    private static IOrderedEnumerable<string> VisibleNames(IEnumerable<string> paths) =>
        paths.Select(path => Path.GetFileName(path)).Where(name => !name.StartsWith('.')).Order(StringComparer.Ordinal);

    // Headers only, so that the one array for all pixels can be taken at its final size.
    private static Shape FindShape(List<Sample> samples)
    {
        Shape first = ImageFile.ReadShape(samples[0].Path);
        int channels = first.Channels;
        foreach (Sample sample in samples)
        {
            Shape shape = ImageFile.ReadShape(sample.Path);
            if (shape.Height != first.Height || shape.Width != first.Width)
            {
                throw new InvalidInputException(
                    sample.Path, "image size differs", $"{first.Height} x {first.Width} (height x width), as {samples[0].Path}",
                    $"{shape.Height} x {shape.Width}", "bring all images to one size");
            }

            channels = Math.Max(channels, shape.Channels);
        }

        return first with { Channels = channels };
    }

    private Dataset Read(string name, Shape shape, string[] classNames, List<Sample> samples)
    {
        if (!shape.IsValid || samples.Count * shape.LongCount > Array.MaxLength)
        {
            throw new InvalidInputException(
                Folder, $"the {name} are too large", $"at most {Shape.MaximumCount} values each and {Array.MaxLength} together",
                $"{samples.Count} of {shape}", "use smaller or fewer images");
        }

        byte[] pixels = new byte[samples.Count * shape.Count];
        for (int i = 0; i < samples.Count; i++)
        {
            ImageFile.Read(samples[i].Path, shape).CopyTo(pixels, i * shape.Count);
        }

        return new Dataset(name, shape, classNames, pixels, [.. samples.Select(sample => sample.Label)], PixelValues.ZeroToOne());
    }

    private readonly record struct Sample(string Path, ushort Label);
}
