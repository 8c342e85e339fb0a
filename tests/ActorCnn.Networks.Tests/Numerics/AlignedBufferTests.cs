using System.Runtime.CompilerServices;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed unsafe class AlignedBufferTests
{
    [Fact]
    public void Should_start_on_a_cache_line_whatever_its_length()
    {
        // All are kept alive, so that they lie at different places.
        AlignedBuffer[] buffers = [.. Enumerable.Range(0, 100).Select(length => new AlignedBuffer(length))];

        Assert.All(buffers, buffer => Assert.Equal(0, (nint)buffer.Pointer % 64));
        Assert.Equal(Enumerable.Range(0, 100), buffers.Select(buffer => buffer.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Should_show_the_same_zeros_by_pointer_span_and_memory(int length)
    {
        AlignedBuffer buffer = new(length);

        Assert.Equal(new float[length], buffer.Span.ToArray());
        Assert.Equal(length, buffer.Memory.Length);
        Assert.True(buffer.Memory.Span == buffer.Span);
        Assert.True(length == 0 || Unsafe.AsPointer(ref buffer.Span[0]) == buffer.Pointer);
    }

    [Fact]
    public void Should_stay_in_its_place_when_memory_is_collected()
    {
        AlignedBuffer buffer = new(1000);
        float* address = buffer.Pointer;
        buffer.Span[999] = 7;

        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);

        Assert.True(Unsafe.AsPointer(ref buffer.Span[0]) == address);
        Assert.Equal(7, address[999]);
    }

    [Fact]
    public void Should_refuse_lengths_that_no_array_has()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AlignedBuffer(-1));
        Assert.Throws<OverflowException>(() => new AlignedBuffer(int.MaxValue));
    }
}
