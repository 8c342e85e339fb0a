using System.Text;
using ActorCnn.Data.Images;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Images;

public sealed class PnmTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (Shape Shape, byte[] Pixels) Read(string header, params byte[] samples) =>
        ImageFile.Read(_folder.Write("image.pnm", [.. Encoding.Latin1.GetBytes(header), .. samples]));

    [Fact]
    public void Should_read_binary_grey()
    {
        (Shape shape, byte[] pixels) = Read("P5\n3 2\n255\n", 0, 1, 2, 253, 254, 255);
        Assert.Equal(new Shape(1, 2, 3), shape);
        Assert.Equal([0, 1, 2, 253, 254, 255], pixels);
    }

    [Fact]
    public void Should_read_binary_colour_channel_by_channel()
    {
        (Shape shape, byte[] pixels) = Read("P6 2 1 255 ", 1, 2, 3, 4, 5, 6);
        Assert.Equal(new Shape(3, 1, 2), shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], pixels);
    }

    [Fact]
    public void Should_read_text_with_comments()
    {
        (Shape shape, byte[] pixels) = Read("P2#one\n# two 9 9\n 2\t2 # three\r\n255\n0 7#four\n\n255 \v\f 9");
        Assert.Equal(new Shape(1, 2, 2), shape);
        Assert.Equal([0, 7, 255, 9], pixels);
        Assert.Equal([1, 4, 2, 5, 3, 6], Read("P3 2 1 255 1 2 3 4 5 6 \n").Pixels);
    }

    [Theory]
    [InlineData(1, new[] { 0, 1 }, new byte[] { 0, 255 })]
    [InlineData(15, new[] { 0, 1, 7, 8, 15 }, new byte[] { 0, 17, 119, 136, 255 })]
    [InlineData(100, new[] { 0, 50, 99, 100 }, new byte[] { 0, 128, 252, 255 })]
    [InlineData(255, new[] { 0, 127, 255 }, new byte[] { 0, 127, 255 })]
    [InlineData(65535, new[] { 0, 128, 129, 32768, 65406, 65407, 65535 }, new byte[] { 0, 0, 1, 128, 254, 255, 255 })]
    public void Should_scale_by_the_stated_maximum(int maximum, int[] samples, byte[] expected)
    {
        Assert.Equal(expected, Read($"P2 {samples.Length} 1 {maximum} {string.Join(' ', samples)}").Pixels);
        byte[] binary = maximum > 255
            ? [.. samples.SelectMany(sample => new[] { (byte)(sample >> 8), (byte)sample })]
            : [.. samples.Select(sample => (byte)sample)];
        Assert.Equal(expected, Read($"P5 {samples.Length} 1 {maximum}\n", binary).Pixels);
    }

    [Fact]
    public void Should_repeat_grey_where_colour_is_asked_for()
    {
        string path = _folder.Write("image.pgm", [.. "P5 2 1 255\n"u8, 4, 5]);
        Assert.Equal([4, 5, 4, 5, 4, 5], ImageFile.Read(path, new Shape(3, 1, 2)));
        Assert.Equal([4, 5], ImageFile.Read(path, new Shape(1, 1, 2)));
        Invalid.Says(() => ImageFile.Read(path, new Shape(1, 2, 2)), $"{path}: image shape differs; expected 1x2x2", "got 1x1x2");
    }

    [Theory]
    [InlineData("P5 x 2 255\n", "width", "'x'")]
    [InlineData("P5 -3 2 255\n", "width", "'-3'")]
    [InlineData("P5 3.5 2 255\n", "width", "'3.5'")]
    [InlineData("P5 2147483648 2 255\n", "width", "'2147483648'")]
    [InlineData("P5 3 99999999999999999999999 255\n", "height", "'99999999999999999999…'")]
    [InlineData("P5 0 2 255\n", "width", "'0'")]
    [InlineData("P5 3 -1 255\n", "height", "'-1'")]
    [InlineData("P5 3 2 0\n", "maximum", "'0'")]
    [InlineData("P5 3 2 65536\n", "maximum", "'65536'")]
    [InlineData("P5 3 2 \u0007ff\n", "maximum", "'?ff'")]
    [InlineData("P5 3 2", "maximum", "the end of the file")]
    [InlineData("P5", "width", "the end of the file")]
    [InlineData("P5 # comment without an end", "width", "the end of the file")]
    [InlineData("P2 2 1 15 1 16", "sample", "'16'")]
    [InlineData("P2 2 1 15 1 -1", "sample", "'-1'")]
    public void Should_refuse_numbers_that_are_wrong(string text, string what, string got) =>
        Invalid.Says(() => Read(text), "image.pnm: " + what, $"got {got};");

    [Fact]
    public void Should_refuse_a_binary_sample_beyond_the_maximum() =>
        Invalid.Says(() => Read("P5 2 1 15\n", 15, 16), "image.pnm: sample", "from 0 to 15, got 16");

    [Theory]
    [InlineData("P5 16777216 16777216 255\n")]
    [InlineData("P6 4096 4096 255\n")]
    [InlineData("P2 4097 4096 255\n")]
    public void Should_refuse_images_that_are_too_large(string text) =>
        Invalid.Says(() => Read(text), "image.pnm: image size is out of range", $"{Shape.MaximumCount}");

    [Theory]
    [InlineData("P5 4096 4096 255\n", "16777216 bytes", "got 0")]
    [InlineData("P5 1 1 65535\n1", "2 bytes", "got 1")]
    [InlineData("P3 2 1 255\n1 2 3", "11 bytes", "got 6")]
    public void Should_refuse_images_that_are_cut_without_taking_memory(string text, string expected, string got)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Invalid.Says(() => Read(text), "image.pnm: is cut short", expected, got);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData("P5 1 1 255\nab")]
    [InlineData("P2 1 1 255 1 2")]
    public void Should_refuse_bytes_after_the_last_sample(string text) =>
        Invalid.Says(() => Read(text), "image.pnm: has bytes after its last sample");

    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("P4 8 1\n0", "50342038")]
    [InlineData("GIF89a", "47494638")]
    [InlineData("P", "50")]
    public void Should_refuse_other_formats(string text, string got) =>
        Invalid.Says(
            () => Read(text), "image.pnm: is not an image that can be read; expected PGM or PPM (P2, P3, P5, P6), PNG or JPEG", got);

    [Fact]
    public void Should_refuse_a_file_that_is_missing_or_a_folder()
    {
        Invalid.Says(() => ImageFile.Read("/no/such/image.pgm"), "/no/such/image.pgm: cannot be read", "got no file of that name");
        Invalid.Says(() => ImageFile.Read(_folder.Path), $"{_folder.Path}: cannot be read");
        Invalid.Says(() => ImageFile.Read("\0"), "cannot be read");
    }
}
