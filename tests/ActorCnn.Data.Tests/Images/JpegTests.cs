using System.Buffers.Binary;
using ActorCnn.Data.Images;
using ActorCnn.Data.Tests.Support;
using ActorCnn.Networks;

namespace ActorCnn.Data.Tests.Images;

public sealed class JpegTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private (Shape Shape, byte[] Pixels) Read(byte[] bytes) => ImageFile.Read(_folder.Write("image.jpg", bytes));

    [Fact]
    public void Should_read_grey()
    {
        (Shape shape, byte[] pixels) = Read(JpegFiles.Grey);
        Assert.Equal(new Shape(1, 9, 10), shape);
        for (int row = 0; row < 9; row++)
        {
            for (int column = 0; column < 10; column++)
            {
                // Quality 95 quantizes by up to 10: on this ramp no pixel is off by more than 4.
                Assert.InRange(pixels[(row * 10) + column], (20 * row) + (5 * column) - 4, (20 * row) + (5 * column) + 4);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Should_read_colour_channel_by_channel(bool progressive)
    {
        (Shape shape, byte[] pixels) = Read(progressive ? JpegFiles.Progressive : JpegFiles.Colour);
        Assert.Equal(new Shape(3, 16, 16), shape);
        byte[][] expected = [[200, 20], [40, 60], [30, 220]];
        for (int i = 0; i < pixels.Length; i++)
        {
            // The blocks are flat, so what is left is rounding in three transforms.
            int value = expected[i / 256][i % 16 / 8];
            Assert.InRange(pixels[i], value - 3, value + 3);
        }
    }

    [Fact]
    public void Should_refuse_a_file_cut_anywhere()
    {
        foreach (byte[] bytes in new[] { JpegFiles.Grey, JpegFiles.Colour, JpegFiles.Progressive })
        {
            for (int length = 3; length < bytes.Length; length++)
            {
                Invalid.Says(() => Read(bytes[..length]), "image.jpg: is ");
            }
        }
    }

    [Fact]
    public void Should_refuse_sizes_out_of_range_without_taking_memory()
    {
        byte[] bytes = JpegFiles.Colour;
        int frame = bytes.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 5), 65535);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(frame + 7), 65535);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Invalid.Says(() => Read(bytes), "image.jpg: image size is out of range", "got 65535 x 65535");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
