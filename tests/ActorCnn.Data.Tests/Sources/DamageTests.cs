using ActorCnn.Data.Images;
using ActorCnn.Data.Sources;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;
using CsCheck;

namespace ActorCnn.Data.Tests.Sources;

/// <summary>Whatever the bytes, a reader either reads them or says in one line what is wrong, and its memory stays bounded.</summary>
public class DamageTests
{
    private const long SmallChange = 1 << 20;

    // zlib's largest expansion; a reader may believe a header that far.
    private const int MostExpansion = 1032;

    private static readonly Gen<byte[]> RandomBytes = Gen.Byte.Array[0, 300];

    public static TheoryData<string> Images => new(
        "P2 2 2 15 1 2 3 15", "P3 1 1 255 1 2 3", "P5", "P6", "png grey", "png palette", "png interlaced", "jpeg grey", "jpeg colour",
        "jpeg progressive");

    [Theory]
    [MemberData(nameof(Images))]
    public void Should_survive_damaged_images(string kind)
    {
        byte[] good = kind switch
        {
            "P5" => [.. "P5 3 1 255\n"u8, 1, 2, 3],
            "P6" => [.. "P6 1 1 65535\n"u8, 1, 2, 3, 4, 5, 6],
            "png grey" => PngFiles.MakeGrey(3, 2, [1, 2, 3, 4, 5, 6]),
            "png palette" => PngFiles.Make(2, 1, 8, PngFiles.Palette, [0, 1, 0], palette: [1, 2, 3, 4, 5, 6], transparency: [1]),
            "png interlaced" => PngFiles.Make(3, 3, 8, PngFiles.Grey, [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6], interlace: 1),
            "jpeg grey" => JpegFiles.Grey,
            "jpeg colour" => JpegFiles.Colour,
            "jpeg progressive" => JpegFiles.Progressive,
            _ => System.Text.Encoding.ASCII.GetBytes(kind),
        };

        // A JPEG's size cannot be told from its length: a false header may ask for as much as the largest image and its planes take.
        long bound = SmallChange + (kind.StartsWith("jpeg", StringComparison.Ordinal) ? 4L * Shape.MaximumCount : 0);
        using TemporaryFolder folder = new();
        string path = folder.Write("image", good);
        ImageFile.Read(path);
        Mutations(good).Sample(bytes => Survives(path, bytes, bound, () => ImageFile.Read(path)), threads: 1, iter: 500);
    }

    [Fact]
    public void Should_survive_any_png_whose_checksums_are_right()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "image.png");
        Gen<byte[]> files = Gen.Select(
            Gen.UInt[0, 9], Gen.UInt[0, 9], Gen.OneOf<byte>(0, 1, 2, 4, 8, 16), Gen.Byte[0, 7], RandomBytes, Gen.Byte[0, 2],
            Gen.Select(Gen.Bool, Gen.Byte.Array[0, 30]),
            (width, height, depth, colour, rows, interlace, extra) => PngFiles.Make(
                width, height, depth, colour, FitRows(rows, width, height, depth, colour), interlace,
                colour == PngFiles.Palette || extra.Item1 ? extra.Item2 : null, extra.Item1 ? extra.Item2 : null));
        files.Sample(bytes => Survives(path, bytes, SmallChange, () => ImageFile.Read(path)), threads: 1, iter: 1500);
    }

    [Fact]
    public void Should_survive_random_bytes_behind_each_formats_first_bytes()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "image");
        Gen<byte[]> starts = Gen.OneOf<byte[]>(
            [], [.. "P2 "u8], [.. "P6 1 "u8], PngFiles.MakeGrey(1, 1, [1])[..8], [0xFF, 0xD8, 0xFF], JpegFiles.Colour[..200]);
        Gen.Select(starts, RandomBytes, (start, rest) => (byte[])[.. start, .. rest])
            .Sample(
                bytes => Survives(path, bytes, SmallChange + (4L * Shape.MaximumCount), () => ImageFile.Read(path)), threads: 1, iter: 500);
    }

    [Theory]
    [InlineData(IdxFiles.TrainImages, false)]
    [InlineData(IdxFiles.TrainImages, true)]
    [InlineData(IdxFiles.TrainLabels, false)]
    [InlineData(IdxFiles.TrainLabels, true)]
    [InlineData(IdxFiles.TestLabels, true)]
    public void Should_survive_damaged_idx_files(string name, bool gzip)
    {
        using TemporaryFolder folder = new();
        IdxFiles.WriteGood(folder);
        string path = Path.Combine(folder.Path, name);
        byte[] good = File.ReadAllBytes(path);
        good = gzip ? IdxFiles.Gzip(good) : good;
        IdxSource source = new(folder.Path);
        Mutations(good).Sample(
            bytes => Survives(path, bytes, SmallChange + (bytes.Length * MostExpansion), () => source.Load(1)), threads: 1, iter: 500);
    }

    [Fact]
    public void Should_survive_damaged_cifar_files()
    {
        using TemporaryFolder folder = new();
        for (int batch = 1; batch <= 5; batch++)
        {
            folder.Write($"data_batch_{batch}.bin", new byte[3073]);
        }

        string path = folder.Write("test_batch.bin", new byte[3073]);
        Cifar10Source source = new(folder.Path);
        Mutations(new byte[2 * 3073]).Sample(bytes => Survives(path, bytes, SmallChange, () => source.Load(1)), threads: 1, iter: 300);
    }

    private static Gen<byte[]> Mutations(byte[] good)
    {
        Gen<(int Place, byte Value)[]> edits = Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte).Array[0, 4];
        Gen<byte[]> mutated = Gen.Select(edits, Gen.Int[-good.Length, good.Length], RandomBytes, Mutate);
        return Gen.Frequency((1, RandomBytes), (9, mutated));

        // Some bytes are overwritten; in a quarter of the cases the end is cut off, in another random bytes are added.
        byte[] Mutate((int Place, byte Value)[] edits, int cut, byte[] more)
        {
            byte[] bytes = [.. good];
            foreach ((int place, byte value) in edits)
            {
                bytes[place] = value;
            }

            return cut < -good.Length / 2 ? bytes[..-cut] : cut > good.Length / 2 ? [.. bytes, .. more] : bytes;
        }
    }

    private static byte[] FitRows(byte[] random, uint width, uint height, byte depth, byte colour)
    {
        int samples = colour switch
        {
            PngFiles.Colour => 3,
            PngFiles.GreyAlpha => 2,
            PngFiles.ColourAlpha => 4,
            _ => 1,
        };
        int row = 1 + ((((int)width * samples * depth) + 7) / 8);
        byte[] rows = new byte[row * height];
        for (int i = 0; i < rows.Length && random.Length > 0; i++)
        {
            byte value = random[i % random.Length];
            rows[i] = i % row == 0 ? (byte)(value % 6) : value;
        }

        return rows;
    }

    private static void Survives(string path, byte[] bytes, long mostBytes, Action read)
    {
        // A new file each time: some file systems flush one that was overwritten, which takes longer than all the rest.
        File.Delete(path);
        File.WriteAllBytes(path, bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            read();
        }
        catch (InvalidInputException e)
        {
            Assert.StartsWith(Path.GetDirectoryName(path)!, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, mostBytes);
    }
}
