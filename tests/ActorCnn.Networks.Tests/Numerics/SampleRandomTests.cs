using ActorCnn.Networks.Numerics;
using CsCheck;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed class SampleRandomTests
{
    // The place of every part of the key is part of the promise: a change here changes the weights of runs with augmentation.
    [Fact]
    public void Should_draw_what_the_generator_draws_for_the_sample() =>
        Gen.Select(Gen.ULong, Gen.Int[0, 1 << 23], Gen.Int[0, int.MaxValue], Gen.Int[0, int.MaxValue], Gen.Int[1, int.MaxValue]).Sample(
            (seed, number, epoch, sample, bound) =>
            {
                (uint a, uint b, uint c, uint d) = CounterRandom.Philox(
                    (0, (uint)sample, 17 | ((uint)number << 8), (uint)epoch), ((uint)seed, (uint)(seed >> 32)));
                SampleRandom random = new(seed, RandomPurpose.Augmentation, number, epoch, sample);
                for (int word = 0; word < 4; word++)
                {
                    uint bits = new[] { a, b, c, d }[word];
                    Assert.Equal(bits / 4294967296.0, random.Uniform(word));
                    Assert.Equal((int)((UInt128)bits * (uint)bound >> 32), random.Below(word, bound));
                    Assert.InRange(random.Below(word, bound), 0, bound - 1);
                }
            });

    [Fact]
    public void Should_refuse_a_fifth_word() => Assert.Throws<ArgumentOutOfRangeException>(() => default(SampleRandom).Uniform(4));
}
