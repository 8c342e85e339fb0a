using ActorCnn.Data.Images;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Images;

public sealed class PngTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (Shape Shape, byte[] Pixels) Read(byte[] bytes) => ImageFile.Read(_folder.Write("image.png", bytes));

    [Fact]
    public void Should_read_grey()
    {
        (Shape shape, byte[] pixels) = Read(PngFiles.MakeGrey(3, 2, [0, 1, 2, 253, 254, 255]));
        Assert.Equal(new Shape(1, 2, 3), shape);
        Assert.Equal([0, 1, 2, 253, 254, 255], pixels);
    }

    [Fact]
    public void Should_read_colour_channel_by_channel_and_undo_filters()
    {
        // The second row is filtered by 'up': differences to the row above.
        (Shape shape, byte[] pixels) = Read(PngFiles.Make(2, 2, 8, PngFiles.Colour, [0, 1, 2, 3, 4, 5, 6, 2, 10, 10, 10, 20, 20, 20]));
        Assert.Equal(new Shape(3, 2, 2), shape);
        Assert.Equal([1, 4, 11, 24, 2, 5, 12, 25, 3, 6, 13, 26], pixels);
    }

    [Fact]
    public void Should_read_other_depths_palettes_and_drop_transparency()
    {
        Assert.Equal([255, 0, 255], Read(PngFiles.Make(3, 1, 1, PngFiles.Grey, [0, 0b10100000])).Pixels);
        Assert.Equal([0x11, 0xFF], Read(PngFiles.Make(2, 1, 4, PngFiles.Grey, [0, 0x1F])).Pixels);
        Assert.Equal([0x12, 0xAB], Read(PngFiles.Make(2, 1, 16, PngFiles.Grey, [0, 0x12, 0x00, 0xAB, 0xFF])).Pixels);
        Assert.Equal([7, 9], Read(PngFiles.Make(2, 1, 8, PngFiles.GreyAlpha, [0, 7, 0, 9, 255])).Pixels);
        Assert.Equal([1, 2, 3], Read(PngFiles.Make(1, 1, 8, PngFiles.ColourAlpha, [0, 1, 2, 3, 0])).Pixels);
        byte[] palette = [10, 20, 30, 40, 50, 60];
        (Shape shape, byte[] pixels) = Read(PngFiles.Make(2, 1, 8, PngFiles.Palette, [0, 1, 0], palette: palette));
        Assert.Equal(new Shape(3, 1, 2), shape);
        Assert.Equal([40, 10, 50, 20, 60, 30], pixels);
        Assert.Equal(pixels, Read(PngFiles.Make(2, 1, 8, PngFiles.Palette, [0, 1, 0], palette: palette, transparency: [0, 99])).Pixels);
    }

    [Fact]
    public void Should_read_interlaced_images()
    {
        // 3 x 3: pass 1 has (0,0); pass 5 (2,0) and (2,2); pass 6 (0,1) and (2,1); pass 4 (0,2); pass 7 row 1.
        byte[] rows = [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6];
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], Read(PngFiles.Make(3, 3, 8, PngFiles.Grey, rows, interlace: 1)).Pixels);
    }

    [Theory]
    [InlineData(0x80000000u, 1u)]
    [InlineData(1u, 0xFFFFFFFFu)]
    [InlineData(5000u, 5000u)]
    [InlineData(0u, 1u)]
    public void Should_refuse_sizes_out_of_range_without_taking_memory(uint width, uint height)
    {
        byte[] bytes = PngFiles.Make(width, height, 8, PngFiles.Grey, [0, 1]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Invalid.Says(() => Read(bytes), "image.png: image size is out of range", $"got {height} x {width}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Should_refuse_a_file_cut_anywhere()
    {
        byte[] bytes = PngFiles.MakeGrey(3, 2, [0, 1, 2, 253, 254, 255]);
        for (int length = 4; length < bytes.Length; length++)
        {
            Invalid.Says(() => Read(bytes[..length]), "image.png: is ");
        }
    }

    [Fact]
    public void Should_refuse_a_flipped_bit_anywhere()
    {
        byte[] bytes = PngFiles.MakeGrey(3, 2, [0, 1, 2, 253, 254, 255]);
        for (int bit = 32; bit < 8 * bytes.Length; bit++)
        {
            byte[] damaged = [.. bytes];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Invalid.Says(() => Read(damaged), "image.png: is ");
        }
    }

    [Fact]
    public void Should_stop_expanding_beyond_what_the_size_needs()
    {
        byte[] bomb = PngFiles.Make(2, 1, 8, PngFiles.Grey, new byte[100_000_000]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Invalid.Says(() => Read(bomb), "image.png: holds more data than its size needs; expected 3 bytes");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Should_refuse_too_few_samples() =>
        Invalid.Says(
            () => Read(PngFiles.Make(2, 2, 8, PngFiles.Grey, [0, 1, 2])), "image.png: is cut short; expected 6 bytes of samples, got 3");

    [Fact]
    public void Should_refuse_a_depth_that_its_colours_cannot_have() =>
        Invalid.Says(() => Read(PngFiles.Make(1, 1, 4, PngFiles.Colour, [0, 1, 2])), "image.png: is damaged", "got type 2 with depth 4");

    [Fact]
    public void Should_refuse_what_the_decoder_refuses()
    {
        Invalid.Says(() => Read(PngFiles.Make(1, 1, 8, PngFiles.Grey, [9, 1])), "image.png: is damaged", "invalid filter");
        Invalid.Says(() => Read(PngFiles.Make(1, 1, 8, PngFiles.Palette, [0, 1])), "image.png: is damaged", "no PLTE");
    }
}
