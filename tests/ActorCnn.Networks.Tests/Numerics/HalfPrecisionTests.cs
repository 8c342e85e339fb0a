using System.Runtime.InteropServices;
using ActorCnn.Networks.Numerics;
using CsCheck;

namespace ActorCnn.Networks.Tests.Numerics;

public class HalfPrecisionTests
{
    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(2049f, 2048f)]
    [InlineData(2051f, 2052f)]
    [InlineData(65519f, 65504f)]
    [InlineData(65520f, float.PositiveInfinity)]
    [InlineData(-1e9f, float.NegativeInfinity)]
    [InlineData(2e-8f, 0f)]
    [InlineData(4e-8f, 5.9604645e-8f)]
    [InlineData(float.NaN, float.NaN)]
    public void Should_round_to_the_nearest_of_16_bits(float number, float expected)
    {
        float[] numbers = [number];
        HalfPrecision.Round(numbers);
        Assert.Equal(expected, numbers[0]);
    }

    [Fact]
    public void Should_spread_out_in_place_what_was_sent_as_16_bits() => Gen.Single[-70_000, 70_000].Array[0, 300].Sample(numbers =>
    {
        HalfPrecision.Round(numbers);
        float[] received = new float[numbers.Length];
        Span<Half> memory = MemoryMarshal.Cast<float, Half>(received.AsSpan());
        HalfPrecision.Shrink(numbers, memory[numbers.Length..]);
        HalfPrecision.Grow(received, memory);
        Assert.Equal(numbers, received);
    });

    [Fact]
    public void Should_refuse_memory_of_another_length()
    {
        Assert.Throws<ArgumentException>(() => HalfPrecision.Shrink(new float[3], new Half[4]));
        Assert.Throws<ArgumentException>(() => HalfPrecision.Grow(new float[3], new Half[5]));
    }
}
