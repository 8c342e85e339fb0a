using ActorCnn.Data.Sources;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Sources;

public sealed class Cifar10SourceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Cifar10SourceTests()
    {
        for (byte batch = 1; batch <= 5; batch++)
        {
            _folder.Write($"data_batch_{batch}.bin", [.. Record(batch, (byte)(10 * batch)), .. Record(0, 255)]);
        }

        _folder.Write("test_batch.bin", Record(9, 7));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Record(byte label, byte red) =>
        [label, .. Enumerable.Repeat(red, 1024), .. Enumerable.Repeat((byte)1, 1024), .. Enumerable.Repeat((byte)2, 1023), 3];

    private DataSplit Load() => new Cifar10Source(_folder.Path).Load(seed: 1);

    [Fact]
    public void Should_read_all_batches_in_order()
    {
        DataSplit split = Load();
        Assert.Equal(new Shape(3, 32, 32), split.Train.Shape);
        Assert.Equal([1, 0, 2, 0, 3, 0, 4, 0, 5, 0], split.Train.Labels.ToArray());
        Assert.Equal([9], split.Test.Labels.ToArray());
        ReadOnlySpan<byte> third = split.Train.Pixels(2);
        Assert.Equal((20, 20, 1, 2, 3), (third[0], third[1023], third[1024], third[2048], third[3071]));
        Assert.Equal("airplane", split.Train.ClassNames[0]);
        Assert.Equal(1f, split.Train.Values[255]);
    }

    [Fact]
    public void Should_read_the_archives_own_subfolder()
    {
        string expected = Load().Sha256;
        string inner = Path.Combine(_folder.Path, "cifar-10-batches-bin");
        Directory.CreateDirectory(inner);
        foreach (string path in Directory.GetFiles(_folder.Path))
        {
            File.Move(path, Path.Combine(inner, Path.GetFileName(path)));
        }

        Assert.Equal(expected, Load().Sha256);
    }

    [Fact]
    public void Should_take_class_names_from_the_meta_file()
    {
        _folder.Write("batches.meta.txt", "a\nb\r\nc\nd\ne\nf\ng\nh\ni\nj\n\n"u8.ToArray());
        Assert.Equal(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"], Load().Test.ClassNames);
    }

    [Fact]
    public void Should_refuse_a_meta_file_of_other_classes()
    {
        _folder.Write("batches.meta.txt", "a\nb\n"u8.ToArray());
        Invalid.Says(() => Load(), "batches.meta.txt: ", "expected 10 lines, got 2");
        _folder.Write("batches.meta.txt", new byte[5000]);
        Invalid.Says(() => Load(), "batches.meta.txt: is too large", "got 5000");
    }

    [Fact]
    public void Should_name_missing_files()
    {
        File.Delete(Path.Combine(_folder.Path, "data_batch_3.bin"));
        File.Delete(Path.Combine(_folder.Path, "test_batch.bin"));
        Invalid.Says(() => Load(), _folder.Path, "expected data_batch_3.bin, test_batch.bin");
        Invalid.Says(() => new Cifar10Source("/no/such/folder").Load(1), "/no/such/folder: there is no such folder");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3072)]
    [InlineData(3074)]
    public void Should_refuse_files_that_are_not_whole_records(int length)
    {
        _folder.Write("data_batch_4.bin", new byte[length]);
        Invalid.Says(() => Load(), "data_batch_4.bin: is not whole records", "expected a multiple of 3073 bytes", $"got {length}");
    }

    [Fact]
    public void Should_refuse_a_label_beyond_the_classes()
    {
        _folder.Write("data_batch_2.bin", [.. Record(1, 1), .. Record(10, 1)]);
        Invalid.Says(() => Load(), "data_batch_2.bin: the label of record 1 (from 0)", "expected 0 to 9, got 10");
    }
}
