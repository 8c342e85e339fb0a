using ActorCnn.Cli.Tests.Processes;

namespace ActorCnn.Cli.Tests.Commands;

/// <summary>A run on files: its folder is found again from anywhere, and others can be put in its place.</summary>
public sealed class FolderDataTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public FolderDataTests()
    {
        WriteImages("images", ["circle", "square"], size: 8);
        _scratch.Write("shapes.yaml",
            """
            name: shapes
            data: { source: folder, folder: images }
            network: [{ type: flatten }, { type: dense, units: 2 }]
            training: { batch-size: 16, epochs: 3 }
            """);
        CommandProcess.Run(_scratch.Root, "train", "shapes.yaml", "--out", "run").AssertCode(0);
    }

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Should_find_the_data_again_and_take_others_of_the_same_kind()
    {
        WriteImages("more", ["circle", "square"], size: 8, images: 5);
        WriteImages("large", ["circle", "square"], size: 9);
        WriteImages("foreign", ["circle", "star"], size: 8);

        // Not in the folder that the configuration's path is relative to.
        CommandResult own = CommandProcess.Run(Path.GetTempPath(), "evaluate", _scratch["run"]).AssertCode(0);
        CommandResult other = Evaluate("more").AssertCode(0);

        Assert.Contains($"folder: {_scratch["images"]}", File.ReadAllText(_scratch["run/config.yaml"]), StringComparison.Ordinal);
        Assert.Equal(("samples: 4 test images", "samples: 2 test images"), (own.Lines[1], other.Lines[1]));
        Assert.Equal(
            "actorcnn: test images: samples have another shape; expected 1x8x8, got 1x9x9; fix: give data of the kind that the model was trained on",
            Evaluate("large").AssertBadInput());
        Assert.Equal(
            "actorcnn: test images: there are other classes; expected 2 (circle, square), got 2 (circle, star); "
            + "fix: give data of the kind that the model was trained on",
            Evaluate("foreign").AssertBadInput());
        Assert.Contains("missing", Evaluate("missing").AssertBadInput(), StringComparison.Ordinal);
    }

    [Fact]
    public void Should_refuse_to_go_on_with_data_that_have_changed()
    {
        File.WriteAllText(_scratch["images/circle/0.pgm"], Image(8, 77));

        string line = CommandProcess.Run(_scratch.Root, "train", "--resume", "run", "--epochs", "9").AssertBadInput();

        Assert.Contains("the checkpoint was made with other data; expected ", line, StringComparison.Ordinal);
    }

    private CommandResult Evaluate(string folder) => CommandProcess.Run(_scratch.Root, "evaluate", "run", "--data", folder);

    private void WriteImages(string folder, string[] classes, int size, int images = 10)
    {
        for (int label = 0; label < classes.Length; label++)
        {
            Directory.CreateDirectory(_scratch[$"{folder}/{classes[label]}"]);
            for (int image = 0; image < images; image++)
            {
                File.WriteAllText(_scratch[$"{folder}/{classes[label]}/{image}.pgm"], Image(size, (label * 100) + image));
            }
        }
    }

    private static string Image(int size, int value) => $"P2 {size} {size} 255 {string.Join(' ', Enumerable.Repeat(value, size * size))}";
}
