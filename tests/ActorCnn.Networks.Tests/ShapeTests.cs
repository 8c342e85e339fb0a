namespace ActorCnn.Networks.Tests;

public sealed class ShapeTests
{
    [Theory]
    [InlineData(1, 1, 1, true)]
    [InlineData(1, 4096, 4096, true)]
    [InlineData(2, 4096, 4096, false)]
    [InlineData(0, 1, 1, false)]
    [InlineData(1, 0, 1, false)]
    [InlineData(1, 1, 0, false)]
    [InlineData(-1, -1, 1, false)]
    [InlineData(int.MaxValue, int.MaxValue, int.MaxValue, false)]
    [InlineData(1 << 22, 1 << 21, 1 << 21, false)]
    public void Should_be_valid_from_one_value_to_the_maximum(int channels, int height, int width, bool valid) =>
        Assert.Equal(valid, new Shape(channels, height, width).IsValid);

    [Fact]
    public void Should_count_its_values()
    {
        Assert.Equal(24, new Shape(2, 3, 4).Count);
        Assert.Equal(1L << 40, new Shape(1 << 10, 1 << 10, 1 << 20).LongCount);
    }

    [Fact]
    public void Should_throw_rather_than_wrap_when_the_count_is_too_large()
    {
        Assert.Throws<OverflowException>(() => new Shape(1 << 10, 1 << 10, 1 << 20).Count);
        // A product of 2^64 would wrap to zero.
        Assert.Throws<OverflowException>(() => new Shape(1 << 22, 1 << 21, 1 << 21).LongCount);
    }

    [Fact]
    public void Should_print_an_image_by_its_sizes_and_a_vector_by_its_length()
    {
        Assert.Equal("16x12x10", $"{new Shape(16, 12, 10)}");
        Assert.Equal("80", $"{Shape.Flat(80)}");
        Assert.Equal(new Shape(80, 1, 1), Shape.Flat(80));
    }
}
