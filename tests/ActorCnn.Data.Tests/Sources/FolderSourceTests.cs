using ActorCnn.Data.Sources;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Sources;

public sealed class FolderSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private DataSplit Load(int testEvery = 5) => new FolderSource(_folder.Path) { TestEvery = testEvery }.Load(seed: 1);

    private static byte[] Grey(byte value, int width = 2, int height = 1) =>
        [.. System.Text.Encoding.ASCII.GetBytes($"P5 {width} {height} 255\n"), .. Enumerable.Repeat(value, width * height)];

    private static byte[] Colour(byte red, byte green, byte blue) => [.. "P6 2 1 255\n"u8, red, green, blue, red, green, blue];

    [Fact]
    public void Should_read_train_and_test_folders_with_classes_in_ordinal_order()
    {
        _folder.Write("train/b/1.pgm", Grey(1));
        _folder.Write("train/b/10.pgm", Grey(10));
        _folder.Write("train/b/2.PGM", Grey(2));
        _folder.Write("train/B/x.png", PngFiles.MakeGrey(2, 1, [8, 9]));
        _folder.Write("test/b/1.pnm", Grey(77));
        _folder.Write("test/B/1.pgm", Grey(78));
        DataSplit split = Load();
        Assert.Equal(["B", "b"], split.Train.ClassNames);
        Assert.Equal(new Shape(1, 1, 2), split.Train.Shape);
        Assert.Equal([0, 1, 1, 1], split.Train.Labels.ToArray());
        Assert.Equal([8, 9, 1, 1, 10, 10, 2, 2], split.Train.AllPixels.ToArray());
        Assert.Equal([78, 78, 77, 77], split.Test.AllPixels.ToArray());
        Assert.Equal(77 / 255f, split.Test.Values[77]);
    }

    [Fact]
    public void Should_hold_out_every_nth_image_of_each_class_when_there_is_no_test_folder()
    {
        for (byte i = 0; i < 7; i++)
        {
            _folder.Write($"cat/{i}.pgm", Grey(i));
        }

        for (byte i = 0; i < 3; i++)
        {
            _folder.Write($"dog/{i}.pgm", Grey((byte)(100 + i)));
        }

        DataSplit split = Load(testEvery: 3);
        Assert.Equal([2, 5, 102], split.Test.AllPixels.ToArray().Where((_, i) => i % 2 == 0));
        Assert.Equal([0, 0, 1], split.Test.Labels.ToArray());
        Assert.Equal([0, 1, 3, 4, 6, 100, 101], split.Train.AllPixels.ToArray().Where((_, i) => i % 2 == 0));
        Assert.Equal([4, 4], Load().Test.AllPixels.ToArray());
        Invalid.Says(() => Load(testEvery: 8), _folder.Path, "no image is left for the test", "at least 8");
        Invalid.Says(() => Load(testEvery: 1), "data.test-every: ", "got 1");
    }

    [Fact]
    public void Should_give_grey_images_three_channels_when_one_is_in_colour()
    {
        _folder.Write("train/a/1.pgm", Grey(50));
        _folder.Write("train/a/2.ppm", Colour(1, 2, 3));
        _folder.Write("test/a/1.pgm", Grey(60));
        DataSplit split = Load();
        Assert.Equal(new Shape(3, 1, 2), split.Train.Shape);
        Assert.Equal([50, 50, 50, 50, 50, 50, 1, 1, 2, 2, 3, 3], split.Train.AllPixels.ToArray());
        Assert.Equal([60, 60, 60, 60, 60, 60], split.Test.AllPixels.ToArray());
    }

    [Fact]
    public void Should_pass_over_hidden_and_other_files()
    {
        _folder.Write("train/a/1.pgm", Grey(1));
        _folder.Write("train/a/.1.pgm", [0]);
        _folder.Write("train/a/notes.txt", [0]);
        _folder.Write("train/.cache/1.pgm", [0]);
        _folder.Write("train/list.csv", [0]);
        _folder.Write("test/a/1.pgm", Grey(2));
        Assert.Equal((1, 1), (Load().Train.Count, Load().Test.Count));
    }

    [Fact]
    public void Should_follow_links()
    {
        string image = _folder.Write("elsewhere/1.pgm", Grey(9));
        string root = Path.Combine(_folder.Path, "set");
        Directory.CreateDirectory(Path.Combine(root, "train", "a"));
        File.CreateSymbolicLink(Path.Combine(root, "train", "a", "link.pgm"), image);
        Directory.CreateSymbolicLink(Path.Combine(root, "test"), Path.Combine(root, "train"));
        Assert.Equal([9, 9], new FolderSource(root).Load(1).Test.AllPixels.ToArray());
    }

    [Fact]
    public void Should_hash_the_data_and_not_their_names()
    {
        _folder.Write("one/train/a/1.pgm", Grey(1));
        _folder.Write("one/test/a/1.pgm", Grey(2));
        _folder.Write("two/train/x/7.png", PngFiles.MakeGrey(2, 1, [1, 1]));
        _folder.Write("two/test/x/8.pgm", Grey(2));
        Assert.Equal(
            new FolderSource(Path.Combine(_folder.Path, "one")).Load(1).Sha256,
            new FolderSource(Path.Combine(_folder.Path, "two")).Load(2).Sha256);
    }

    [Fact]
    public void Should_name_both_files_when_sizes_differ()
    {
        string first = _folder.Write("train/a/1.pgm", Grey(1));
        string second = _folder.Write("test/a/1.pgm", Grey(2, 3, 4));
        Invalid.Says(() => Load(), $"{second}: image size differs; expected 1 x 2", first, "got 4 x 3");
    }

    [Fact]
    public void Should_refuse_a_class_without_images()
    {
        _folder.Write("train/a/1.pgm", Grey(1));
        _folder.Write("test/a/readme.txt", [0]);
        Invalid.Says(() => Load(), Path.Combine("test", "a") + ": a class has no images");
    }

    [Fact]
    public void Should_refuse_test_classes_that_training_lacks()
    {
        _folder.Write("train/a/1.pgm", Grey(1));
        _folder.Write("test/a/1.pgm", Grey(1));
        _folder.Write("test/b/1.pgm", Grey(1));
        Invalid.Says(() => Load(), "test: classes differ", "class 'b'");
    }

    [Fact]
    public void Should_refuse_a_folder_that_is_missing_or_holds_no_classes()
    {
        _folder.Write("1.pgm", Grey(1));
        Invalid.Says(() => Load(), $"{_folder.Path}: not a folder per class", "got 0 class folders");
        Invalid.Says(() => new FolderSource("/no/such/folder").Load(1), "/no/such/folder: there is no such folder");
    }

    [Fact]
    public void Should_name_the_image_that_is_damaged()
    {
        _folder.Write("train/a/1.pgm", Grey(1));
        string bad = _folder.Write("test/a/1.pgm", Grey(1)[..^1]);
        Invalid.Says(() => Load(), $"{bad}: is cut short");
    }

    [Fact]
    public void Should_name_a_link_that_leads_nowhere()
    {
        _folder.Write("train/a/1.pgm", Grey(1));
        _folder.Write("test/a/1.pgm", Grey(1));
        string link = Path.Combine(_folder.Path, "test", "a", "2.pgm");
        File.CreateSymbolicLink(link, "/no/such/file");
        Invalid.Says(() => Load(), $"{link}: cannot be read");
    }
}
