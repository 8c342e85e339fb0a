using ActorCnn.Networks.Numerics;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed class VectorSumTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Should_find_a_number_that_is_not_finite_wherever_it_stands(float number)
    {
        for (int length = 0; length <= 150; length++)
        {
            float[] values = [.. Enumerable.Repeat(float.MaxValue, length)];
            Assert.True(VectorSum.IsFinite(values));
            for (int place = 0; place < length; place++)
            {
                values[place] = number;
                Assert.False(VectorSum.IsFinite(values), $"{number} at {place} of {length}");
                values[place] = -float.MaxValue;
            }
        }
    }
}
