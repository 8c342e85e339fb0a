using ActorCnn.Data.Sources;
using ActorCnn.Networks;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The sources of samples that a configuration can name.</summary>
internal static class SourceKinds
{
    /// <summary>A label is sixteen bits.</summary>
    private const int MaximumClasses = 1 << 16;

    /// <summary>Every source; <c>source</c> chooses.</summary>
    public static Kinds<DataSource> All { get; } = new("data source",
    [
        Kind<DataSource>.Of("bands", ReadBands, bands =>
        [
            ("height", Settings.Number(bands.Height)),
            ("width", Settings.Number(bands.Width)),
            ("classes", Settings.Number(bands.Classes)),
            ("train-samples", Settings.Number(bands.TrainSamples)),
            ("test-samples", Settings.Number(bands.TestSamples)),
            ("train-probability", Settings.Number(bands.TrainProbability)),
            ("test-probability", Settings.Number(bands.TestProbability)),
        ]),
        Kind<DataSource>.Of("idx", section => new IdxSource(ReadFolder(section)), source => [WriteFolder(source.Folder)]),
        Kind<DataSource>.Of("cifar10", section => new Cifar10Source(ReadFolder(section)), source => [WriteFolder(source.Folder)]),
        Kind<DataSource>.Of("folder", ReadImageFolder, source =>
        [
            WriteFolder(source.Folder),
            ("test-every", Settings.Number(source.TestEvery)),
        ]),
    ]);

    private static string ReadFolder(Section section) => section.Text("folder", "the path of a folder") ?? "";

    private static (string Key, SettingNode Value) WriteFolder(string folder) => ("folder", Settings.Text(folder));

    private static FolderSource ReadImageFolder(Section section)
    {
        FolderSource source = new(ReadFolder(section));
        return source with { TestEvery = section.Number("test-every", 2, Settings.MaximumSize, source.TestEvery) };
    }

    private static BandsSource ReadBands(Section section)
    {
        BandsSource defaults = new();
        BandsSource bands = new()
        {
            Height = section.Number("height", 1, Settings.MaximumSize, defaults.Height),
            Width = section.Number("width", 1, Settings.MaximumSize, defaults.Width),
            Classes = section.Number("classes", 1, MaximumClasses, defaults.Classes),
            TrainSamples = section.Number("train-samples", 1, Settings.MaximumSize, defaults.TrainSamples),
            TestSamples = section.Number("test-samples", 1, Settings.MaximumSize, defaults.TestSamples),
            TrainProbability = section.Number("train-probability", 0.0, 1.0, defaults.TrainProbability),
            TestProbability = section.Number("test-probability", 0.0, 1.0, defaults.TestProbability),
        };
        if (bands.Classes > bands.Height)
        {
            section.Refuse(
                "classes", "more classes than rows", $"at most {bands.Height}, one a row", $"{bands.Classes}",
                "use fewer classes or a larger height");
        }

        long pixels = (long)bands.Height * bands.Width;
        long samples = Math.Max(bands.TrainSamples, bands.TestSamples);
        if (pixels > Shape.MaximumCount)
        {
            section.Refuse(
                "height", "image too large", $"at most {Shape.MaximumCount} pixels", $"{pixels}", "use a smaller height or width");
        }
        else if (pixels * samples > Array.MaxLength)
        {
            string key = samples == bands.TrainSamples ? "train-samples" : "test-samples";
            section.Refuse(
                key, "too many pixels in all samples", $"at most {Array.MaxLength}", $"{pixels * samples}",
                "use fewer samples or smaller images");
        }

        return bands;
    }
}
