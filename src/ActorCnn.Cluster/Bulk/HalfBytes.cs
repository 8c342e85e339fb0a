using System.Runtime.InteropServices;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Cluster.Bulk;

/// <summary>A gradient of 16 bits a number, as it travels.</summary>
internal static class HalfBytes
{
    /// <summary>The bytes of a gradient.</summary>
    public static byte[] Of(ReadOnlySpan<float> numbers)
    {
        byte[] bytes = new byte[numbers.Length * 2];
        HalfPrecision.Shrink(numbers, MemoryMarshal.Cast<byte, Half>(bytes.AsSpan()));
        return bytes;
    }

    /// <summary>Where the bytes go in the memory of the numbers: its second half, from where <see cref="Grow"/> spreads them out.</summary>
    public static Memory<byte> PlaceIn(AlignedBuffer buffer) => FloatBytes.Of(buffer.Memory)[(buffer.Length * 2)..];

    /// <summary>Makes numbers of the bytes.</summary>
    public static void Grow(AlignedBuffer buffer) => HalfPrecision.Grow(buffer.Span, MemoryMarshal.Cast<float, Half>(buffer.Span));
}
