using System.Runtime.Intrinsics;
using ActorCnn.Networks.Numerics;
using CsCheck;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed class LaneRandomTests
{
    [Fact]
    public void Should_draw_for_sixteen_samples_what_the_generator_draws_for_each() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 1 << 23], Gen.Int[0, 1 << 20], Gen.Int[0, int.MaxValue - 16], Gen.Int[0, 1 << 20]).Sample(
            (seed, layer, epoch, sample, draw) =>
            {
                Vector512<uint>[] bits = new Vector512<uint>[4];
                LaneRandom.Dropout(seed, layer, epoch, Vector512.Create((uint)sample) + Vector512<uint>.Indices, (uint)draw, bits);
                for (int i = 0; i < 64; i++)
                {
                    // The place of every part of the key is part of the promise: a change here changes the weights of runs with dropout.
                    (uint a, uint b, uint c, uint d) = CounterRandom.Philox(
                        ((uint)draw, (uint)(sample + (i / 4)), 16 | ((uint)layer << 8), (uint)epoch), ((uint)seed, (uint)(seed >> 32)));
                    Assert.Equal(new[] { a, b, c, d }[i % 4], bits[i % 4][i / 4]);
                    Assert.Equal(bits[i % 4][i / 4], LaneRandom.Dropout(seed, layer, epoch, sample + (i / 4), (4 * draw) + (i % 4)));
                }
            });

    [Theory]
    [InlineData(0f, 0u)]
    [InlineData(0.5f, 0x80000000u)]
    [InlineData(0.25f, 0x40000000u)]
    public void Should_drop_the_share_of_all_bits_that_the_rate_says(float rate, uint threshold) =>
        Assert.Equal(threshold, LaneRandom.Threshold(rate));
}
