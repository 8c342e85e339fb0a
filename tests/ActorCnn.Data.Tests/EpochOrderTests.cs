using CsCheck;

namespace ActorCnn.Data.Tests;

public class EpochOrderTests
{
    private static int[] Order(int count, ulong seed, int epoch, bool shuffle = true)
    {
        int[] order = new int[count];
        EpochOrder.Fill(order, seed, epoch, shuffle);
        return order;
    }

    [Fact]
    public void Should_be_a_permutation_for_any_count_seed_and_epoch() =>
        Gen.Select(Gen.Int[0, 500], Gen.ULong, Gen.Int[0, int.MaxValue])
            .Sample((count, seed, epoch) => Order(count, seed, epoch).Order().SequenceEqual(Enumerable.Range(0, count)));

    [Fact]
    public void Should_depend_on_seed_and_epoch_and_on_nothing_else()
    {
        Assert.Equal(Order(1000, 5, 3), Order(1000, 5, 3));
        Assert.NotEqual(Order(1000, 5, 3), Order(1000, 5, 4));
        Assert.NotEqual(Order(1000, 5, 3), Order(1000, 6, 3));
    }

    [Fact]
    public void Should_overwrite_what_was_there()
    {
        int[] order = [7, 7, 7, 7];
        EpochOrder.Fill(order, 1, 0, shuffle: true);
        Assert.Equal(Order(4, 1, 0), order);
    }

    [Fact]
    public void Should_keep_the_stored_order_when_not_shuffling() =>
        Assert.Equal(Enumerable.Range(0, 100), Order(100, 5, 3, shuffle: false));

    [Fact]
    public void Should_bring_every_sample_to_every_place_equally_often()
    {
        const int count = 5;
        const int epochs = 10_000;
        int[,] seen = new int[count, count];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            int[] order = Order(count, 42, epoch);
            for (int place = 0; place < count; place++)
            {
                seen[place, order[place]]++;
            }
        }

        // Mean 2,000, standard deviation 40; six of them for 25 cells and a fixed seed.
        Assert.All(seen.Cast<int>(), times => Assert.InRange(times, 1760, 2240));
    }

    [Fact]
    public void Should_never_change_its_bits() =>
        // Pinned when it was written: a resumed run must visit the samples in the order it began with.
        Assert.Equal([9, 1, 4, 8, 7, 0, 6, 3, 5, 2], Order(10, 11, 2));
}
