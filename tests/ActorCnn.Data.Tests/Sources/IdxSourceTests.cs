using ActorCnn.Data.Sources;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Sources;

public sealed class IdxSourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public IdxSourceTests() => IdxFiles.WriteGood(_folder);

    public void Dispose() => _folder.Dispose();

    private DataSplit Load() => new IdxSource(_folder.Path).Load(seed: 1);

    [Fact]
    public void Should_read_the_four_plain_files()
    {
        DataSplit split = Load();
        Assert.Equal(new Shape(1, 2, 3), split.Train.Shape);
        Assert.Equal((3, 2), (split.Train.Count, split.Test.Count));
        Assert.Equal([2, 0, 9], split.Train.Labels.ToArray());
        Assert.Equal([1, 5], split.Test.Labels.ToArray());
        Assert.Equal([6, 7, 8, 9, 10, 11], split.Train.Pixels(1).ToArray());
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], split.Train.ClassNames);
        Assert.Equal((0f, 128 / 255f, 1f), (split.Train.Values[0], split.Train.Values[128], split.Train.Values[255]));
    }

    [Fact]
    public void Should_read_the_same_from_gzipped_and_dotted_names()
    {
        string plain = Load().Sha256;
        foreach (string path in Directory.GetFiles(_folder.Path))
        {
            string dotted = path.Replace("-idx", ".idx", StringComparison.Ordinal);
            File.WriteAllBytes(dotted + ".gz", IdxFiles.Gzip(File.ReadAllBytes(path)));
            File.Delete(path);
        }

        Assert.Equal(plain, Load().Sha256);
        File.Move(Path.Combine(_folder.Path, "t10k-images.idx3-ubyte.gz"), Path.Combine(_folder.Path, "t10k-images-idx3-ubyte"));
        Assert.Equal(plain, Load().Sha256);
    }

    [Fact]
    public void Should_have_more_than_ten_classes_when_the_training_labels_do()
    {
        _folder.Write(IdxFiles.TrainLabels, IdxFiles.Labels(2, 0, 26));
        Assert.Equal(27, Load().Train.ClassNames.Count);
    }

    [Fact]
    public void Should_name_the_files_looked_for_when_some_are_missing()
    {
        File.Delete(Path.Combine(_folder.Path, IdxFiles.TrainLabels));
        File.Delete(Path.Combine(_folder.Path, IdxFiles.TestImages));
        Invalid.Says(() => Load(), _folder.Path, $"expected {IdxFiles.TrainLabels}, {IdxFiles.TestImages}, plain or .gz");
    }

    [Theory]
    [InlineData("/no/such/fashion-mnist", "; fix: apt-get install dataset-fashion-mnist")]
    [InlineData("/no/such/digits", "; fix: put the files there or correct data.folder")]
    public void Should_say_how_to_get_a_missing_data_set(string folder, string fix) =>
        Invalid.Says(() => new IdxSource(folder).Load(1), $"{folder}: there is no such folder", IdxFiles.TrainImages, fix);

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(20)]
    public void Should_refuse_a_file_that_is_cut(int length)
    {
        _folder.Write(IdxFiles.TrainImages, IdxFiles.Images(3)[..length]);
        string expected = length < 16 ? "expected a header of 16 bytes" : "expected 18 values";
        Invalid.Says(() => Load(), $"{IdxFiles.TrainImages}: is cut short", expected);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(30)]
    [InlineData(-8)]
    [InlineData(-1)]
    public void Should_refuse_a_gzip_file_that_is_cut(int length)
    {
        byte[] whole = IdxFiles.Gzip(IdxFiles.Images(3));
        File.Delete(Path.Combine(_folder.Path, IdxFiles.TrainImages));
        _folder.Write(IdxFiles.TrainImages + ".gz", whole[..(length < 0 ? whole.Length + length : length)]);
        Invalid.Says(() => Load(), IdxFiles.TrainImages + ".gz: ");
    }

    [Fact]
    public void Should_refuse_a_gzip_file_whose_checksum_is_wrong()
    {
        byte[] bytes = IdxFiles.Gzip(IdxFiles.Images(3));
        bytes[^6] ^= 1;
        _folder.Write(IdxFiles.TrainImages, bytes);
        Invalid.Says(() => Load(), IdxFiles.TrainImages + ": compressed data are damaged");
    }

    [Fact]
    public void Should_refuse_random_bytes_named_as_gzip()
    {
        File.Delete(Path.Combine(_folder.Path, IdxFiles.TestLabels));
        _folder.Write(IdxFiles.TestLabels + ".gz", [0xDE, 0xAD, 0xBE, 0xEF]);
        Invalid.Says(() => Load(), IdxFiles.TestLabels + ".gz: is not a gzip file; expected the bytes 1F 8B", "got DE AD");
    }

    [Fact]
    public void Should_refuse_random_bytes_after_a_gzip_signature()
    {
        _folder.Write(IdxFiles.TestLabels, [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0xDE, 0xAD, 0xBE, 0xEF]);
        Invalid.Says(() => Load(), IdxFiles.TestLabels + ": compressed data are damaged");
    }

    [Fact]
    public void Should_refuse_a_wrong_magic_number()
    {
        _folder.Write(IdxFiles.TrainImages, IdxFiles.Labels(1, 2, 3, 4, 5, 6, 7, 8, 9));
        Invalid.Says(() => Load(), IdxFiles.TrainImages, "expected magic number 0x00000803, got 0x00000801");
    }

    [Theory]
    [InlineData(0x80000000u, 2u, 3u)]
    [InlineData(3u, 0x80000000u, 3u)]
    [InlineData(3u, 0xFFFFFFFFu, 0xFFFFFFFFu)]
    [InlineData(60000u, 40000u, 40000u)]
    public void Should_refuse_sizes_beyond_an_array_without_taking_memory(uint count, uint height, uint width)
    {
        foreach (bool gzip in new[] { false, true })
        {
            byte[] bytes = IdxFiles.Make([count, height, width], new byte[18]);
            _folder.Write(IdxFiles.TrainImages, gzip ? IdxFiles.Gzip(bytes) : bytes);
            AssertAllocatesAtMost(1 << 20, () => Invalid.Says(() => Load(), $"{IdxFiles.TrainImages}: declares too much data"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_not_take_the_memory_that_a_false_header_asks_for(bool gzip)
    {
        byte[] bytes = IdxFiles.Make([2_000_000_000], new byte[10]);
        _folder.Write(IdxFiles.TrainLabels, gzip ? IdxFiles.Gzip(bytes) : bytes);
        _folder.Write(IdxFiles.TrainImages, IdxFiles.Make([2_000_000_000, 1, 1], new byte[10]));
        _folder.Write(IdxFiles.TestImages, IdxFiles.Make([2, 1, 1], new byte[2]));
        AssertAllocatesAtMost(
            1 << 20, () => Invalid.Says(() => Load(), $"{IdxFiles.TrainLabels}: is cut short; expected 2000000000 values"));
    }

    [Fact]
    public void Should_stop_expanding_beyond_what_is_declared()
    {
        byte[] bomb = IdxFiles.Gzip(IdxFiles.Make([3, 2, 3], new byte[200_000_000]));
        _folder.Write(IdxFiles.TrainImages, bomb);
        AssertAllocatesAtMost(1 << 20, () => Invalid.Says(() => Load(), $"{IdxFiles.TrainImages}: has bytes after its last value"));
    }

    [Fact]
    public void Should_refuse_trailing_bytes()
    {
        _folder.Write(IdxFiles.TestLabels, [.. IdxFiles.Labels(1, 5), 0]);
        Invalid.Says(() => Load(), $"{IdxFiles.TestLabels}: has bytes after its last value", "expected 2 values");
    }

    [Theory]
    [InlineData(2, "fewer labels than images")]
    [InlineData(4, "more labels than images")]
    public void Should_refuse_labels_that_do_not_match_the_images(int labels, string problem)
    {
        _folder.Write(IdxFiles.TrainLabels, IdxFiles.Labels(new byte[labels]));
        Invalid.Says(() => Load(), $"{IdxFiles.TrainLabels}: {problem}; expected 3 labels", IdxFiles.TrainImages, $"got {labels}");
    }

    [Fact]
    public void Should_refuse_a_test_label_beyond_the_classes()
    {
        _folder.Write(IdxFiles.TestLabels, IdxFiles.Labels(1, 10));
        Invalid.Says(() => Load(), $"{IdxFiles.TestLabels}: label 1 (from 0) is beyond the classes; expected 0 to 9", "got 10");
    }

    [Fact]
    public void Should_refuse_test_images_of_another_size()
    {
        _folder.Write(IdxFiles.TestImages, IdxFiles.Make([2, 3, 2], new byte[12]));
        Invalid.Says(() => Load(), IdxFiles.TestImages, "expected 1x2x3", IdxFiles.TrainImages, "got 1x3x2");
    }

    [Fact]
    public void Should_refuse_images_beyond_the_largest_shape()
    {
        _folder.Write(IdxFiles.TrainImages, IdxFiles.Make([1, 5000, 5000], []));
        Invalid.Says(() => Load(), $"{IdxFiles.TrainImages}: images are too large", $"{Shape.MaximumCount}", "got 1x5000x5000");
    }

    [Theory]
    [InlineData(0, 2, 3)]
    [InlineData(3, 0, 3)]
    public void Should_refuse_an_empty_set(uint count, uint height, uint width)
    {
        _folder.Write(IdxFiles.TrainImages, IdxFiles.Make([count, height, width], []));
        Invalid.Says(() => Load(), $"{IdxFiles.TrainImages}: is empty");
    }

    [Fact]
    public void Should_refuse_an_empty_file()
    {
        _folder.Write(IdxFiles.TrainImages, []);
        Invalid.Says(() => Load(), $"{IdxFiles.TrainImages}: is cut short; expected a header of 16 bytes, got 0 bytes");
    }

    [Fact]
    public void Should_close_its_files_when_it_is_done_and_when_it_fails()
    {
        Load();
        AssertNoneIsOpen();
        _folder.Write(IdxFiles.TestImages, IdxFiles.Images(2)[..20]);
        Assert.Throws<InvalidInputException>(Load);
        AssertNoneIsOpen();

        // Sharing nothing fails while this process has the file open.
        void AssertNoneIsOpen() => Assert.All(
            Directory.GetFiles(_folder.Path), path => new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_take_little_more_memory_than_the_pixels(bool gzip)
    {
        byte[] images = IdxFiles.Make([10_000, 28, 28], new byte[10_000 * 784]);
        byte[] labels = IdxFiles.Labels(new byte[10_000]);
        _folder.Write(IdxFiles.TrainImages, gzip ? IdxFiles.Gzip(images) : images);
        _folder.Write(IdxFiles.TrainLabels, gzip ? IdxFiles.Gzip(labels) : labels);
        _folder.Write(IdxFiles.TestImages, IdxFiles.Make([1, 28, 28], new byte[784]));
        _folder.Write(IdxFiles.TestLabels, IdxFiles.Labels(3));

        // 7.8 MB of pixels; read buffers, labels and value tables are the rest.
        AssertAllocatesAtMost((10_000 * 784) + (2 << 20), () => Load());
    }

    private static void AssertAllocatesAtMost(long bytes, Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes);
    }
}
