using ActorCnn.Training.Sharding;
using CsCheck;

namespace ActorCnn.Training.Tests.Sharding;

public class SliceCountsTests
{
    [Fact]
    public void Should_ask_for_pieces_that_every_slice_has_all_of_or_nothing_of()
    {
        // The first slice has shards 0 and 1, the second 2 and 3: no slice could take all four at once.
        SliceCounts counts = SliceCounts.Empty(shards: 4, slices: 2).Accept(0, new ShardRange(1, 0), default)!
            .Accept(1, new ShardRange(1, 1), default)!;
        Assert.Equal([new ShardRange(1, 0), new ShardRange(1, 1)], counts.Missing(new ShardRange(2, 0)).ToArray());
    }

    [Fact]
    public void Should_complete_every_slice_with_what_is_missing_whatever_each_has_counted() =>
        Gen.Select(Gen.Int[1, 20], Gen.Int[1, 3], Gen.Int[0, int.MaxValue]).Sample((shards, slices, seed) =>
        {
            Random random = new(seed);
            SliceCounts counts = SliceCounts.Empty(shards, slices);
            for (int i = 0; i < shards; i++)
            {
                ShardRange range = new(random.Next(2), random.Next(shards));
                counts = counts.Accept(random.Next(slices), range, default) ?? counts;
            }

            foreach (ShardRange missing in counts.Missing(ShardRange.Root(shards)))
            {
                for (int slice = 0; slice < slices; slice++)
                {
                    counts = counts.Accept(slice, missing, default) ?? counts;
                }
            }

            Assert.All(counts.Slices, slice => Assert.True(slice.IsComplete));
        });
}
