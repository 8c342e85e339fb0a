using System.Text.RegularExpressions;

namespace ActorCnn.Architecture.Tests.Texts;

/// <summary>What no file of the project may say, and how long a source file may be.</summary>
public partial class SourceTextTests
{
    private const int MaximumLines = 500;

    // Each with the reason why it is one idea all the same.
    private static readonly Dictionary<string, string> LongFiles = [];

    private static readonly string[] Binary = [".png", ".jpg", ".jpeg", ".gz", ".bin", ".pgm", ".ppm", ".onnx", ".safetensors"];

    private static IEnumerable<string> SourceFiles => Repository.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void Should_name_no_place_of_one_machine()
    {
        IEnumerable<string> files = Repository.Files.Where(file => IsText(file) && !file.StartsWith("tests/", StringComparison.Ordinal));
        AssertAbsent(MachinePath(), files);
    }

    [Fact]
    public void Should_name_no_package_registry() => AssertAbsent(Registry(), Repository.Files.Where(IsText));

    [Theory]
    [InlineData("Open(\"/work/data\")")]
    [InlineData("folder: /root/images")]
    [InlineData("/tmp/run")]
    public void Should_notice_a_place_of_one_machine(string line) => Assert.Matches(MachinePath(), line);

    [Theory]
    [InlineData("src/work/file.cs")]
    [InlineData("/usr/share/datasets/fashion-mnist")]
    [InlineData("net/tmp/")]
    public void Should_not_take_another_path_for_one(string line) => Assert.DoesNotMatch(MachinePath(), line);

    [Fact]
    public void Should_notice_a_package_registry() => Assert.Matches(Registry(), "https://api.nuget" + ".org/v3/index.json");

    [Fact]
    public void Should_keep_source_files_short_enough_for_one_idea()
    {
        string[] files = [.. SourceFiles.Where(file => file.EndsWith(".cs", StringComparison.Ordinal))];
        Assert.NotEmpty(files);
        string[] tooLong = [.. files.Where(file => Repository.ReadLines(file).Length > MaximumLines)];
        Assert.Equal(LongFiles.Keys.Order(StringComparer.Ordinal), tooLong);
    }

    private static void AssertAbsent(Regex pattern, IEnumerable<string> files)
    {
        List<string> found = [];
        int read = 0;
        foreach (string file in files)
        {
            read++;
            string[] lines = Repository.ReadLines(file);
            found.AddRange(Enumerable.Range(0, lines.Length)
                .Where(i => pattern.IsMatch(lines[i]))
                .Select(i => $"{file}:{i + 1}: {lines[i].Trim()}"));
        }

        Assert.True(read > 0, "no file was read");
        Assert.Empty(found);
    }

    private static bool IsText(string file) => !Binary.Contains(Path.GetExtension(file));

    // A path that begins there, not one that has such a folder inside.
    [GeneratedRegex("(?<![A-Za-z0-9_.)}/-])/(work|root|tmp|home)(/|$)")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"nuget\.org|npmjs\.(org|com)|pypi\.org|pythonhosted\.org|crates\.io", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();
}
