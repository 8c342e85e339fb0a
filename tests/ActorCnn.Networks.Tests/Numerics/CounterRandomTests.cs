using ActorCnn.Networks.Numerics;
using CsCheck;

namespace ActorCnn.Networks.Tests.Numerics;

public sealed class CounterRandomTests
{
    /// <summary>The known answers for philox4x32-10 of the Random123 distribution: counter, key, result.</summary>
    public static TheoryData<uint[], uint[], uint[]> KnownAnswers => new()
    {
        { [0, 0, 0, 0], [0, 0], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
        {
            [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff],
            [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]
        },
        {
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0],
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]
        },
    };

    [Theory]
    [MemberData(nameof(KnownAnswers))]
    public void Should_give_the_known_answers_of_philox(uint[] counter, uint[] key, uint[] expected)
    {
        (uint a, uint b, uint c, uint d) = CounterRandom.Philox((counter[0], counter[1], counter[2], counter[3]), (key[0], key[1]));

        Assert.Equal<uint[]>(expected, [a, b, c, d]);
    }

    [Fact]
    public void Should_keep_the_place_of_every_part_of_the_key() =>
        // The bits of a position are part of the promise: a change here changes every run's weights.
        Gen.Select(Gen.ULong, Gen.UInt, Gen.UInt).Sample((seed, first, second) =>
        {
            (uint low, uint high, _, _) = CounterRandom.Philox((second, first, 2, 0), ((uint)seed, (uint)(seed >> 32)));
            Assert.Equal(((ulong)high << 32) | low, CounterRandom.Bits(seed, RandomPurpose.Shuffle, first, second));
        });

    [Fact]
    public void Should_keep_the_numbers_of_the_purposes() => Assert.Equal(
        [(1u, "Initialization"), (2u, "Shuffle"), (3u, "TrainingImages"), (4u, "TestImages"), (16u, "Dropout"), (17u, "Augmentation")],
        Enum.GetValues<RandomPurpose>().Select(purpose => ((uint)purpose, $"{purpose}")));

    [Fact]
    public void Should_draw_uniform_numbers_from_zero_to_below_one()
    {
        double[] numbers =
            [.. Enumerable.Range(0, 100_000).Select(i => CounterRandom.Uniform(7, RandomPurpose.TrainingImages, 3, (uint)i))];

        Assert.All(numbers, number => Assert.True(number is >= 0 and < 1));
        // Four deviations of the mean, sqrt(1 / 12 n), and of each tenth's share, sqrt(0.1 0.9 / n).
        Assert.Equal(0.5, numbers.Average(), 4 * Math.Sqrt(1.0 / 1_200_000));
        Assert.All(numbers.GroupBy(number => (int)(number * 10)), tenth =>
            Assert.Equal(0.1, tenth.Count() / 100_000.0, 4 * Math.Sqrt(0.09 / 100_000)));
    }

    [Fact]
    public void Should_give_different_numbers_for_another_seed_purpose_or_index()
    {
        ulong[] numbers =
        [
            CounterRandom.Bits(1, RandomPurpose.Shuffle, 1, 1),
            CounterRandom.Bits(2, RandomPurpose.Shuffle, 1, 1),
            CounterRandom.Bits(1UL << 32, RandomPurpose.Shuffle, 1, 1),
            CounterRandom.Bits(1, RandomPurpose.Initialization, 1, 1),
            CounterRandom.Bits(1, RandomPurpose.Shuffle, 2, 1),
            CounterRandom.Bits(1, RandomPurpose.Shuffle, 1, 2),
        ];

        Assert.Equal(numbers.Length, numbers.Distinct().Count());
    }

    [Fact]
    public void Should_stay_below_the_bound() =>
        Gen.Select(Gen.Int[1, int.MaxValue], Gen.ULong, Gen.UInt).Sample((bound, seed, index) =>
            Assert.InRange(CounterRandom.Below(bound, seed, RandomPurpose.Shuffle, 0, index), 0, bound - 1));

    [Fact]
    public void Should_reach_every_number_below_the_bound_alike_often()
    {
        int[] counts = new int[6];
        for (uint i = 0; i < 60_000; i++)
        {
            counts[CounterRandom.Below(6, 7, RandomPurpose.Shuffle, 0, i)]++;
        }

        // Four deviations of a count, sqrt(n p (1 - p)).
        Assert.All(counts, count => Assert.Equal(10_000, count, 4 * Math.Sqrt(60_000 * 5 / 36.0)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Should_refuse_a_bound_below_one(int bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CounterRandom.Below(bound, 7, RandomPurpose.Shuffle, 0, 0));
}
