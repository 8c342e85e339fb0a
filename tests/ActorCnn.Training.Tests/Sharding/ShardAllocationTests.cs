using System.Collections.Immutable;
using ActorCnn.Training.Sharding;
using CsCheck;

namespace ActorCnn.Training.Tests.Sharding;

public class ShardAllocationTests
{
    [Fact]
    public void Should_give_every_shard_to_exactly_one_node()
    {
        (from shards in Gen.Int[1, 200] from workers in Gen.Int[1, 9].Array[1, 7] select (shards, workers)).Sample(input =>
        {
            ImmutableArray<ImmutableArray<ShardRange>> parts = ShardAllocation.OverNodes(input.shards, input.workers);
            Assert.Equal(input.workers.Length, parts.Length);
            Assert.Equal(Enumerable.Range(0, input.shards), parts.SelectMany(part => part).SelectMany(range => Shards(range, input.shards)));
        });
    }

    [Fact]
    public void Should_share_out_in_proportion_to_the_workers()
    {
        ImmutableArray<ImmutableArray<ShardRange>> parts = ShardAllocation.OverNodes(16, [3, 1]);
        Assert.Equal<ShardRange>([new ShardRange(3, 0), new ShardRange(2, 2)], parts[0]);
        Assert.Equal<ShardRange>([new ShardRange(2, 3)], parts[1]);
    }

    [Fact]
    public void Should_cut_a_node_s_ranges_into_pieces_that_shrink_and_cover_all()
    {
        (from shards in Gen.Int[1, 200] from workers in Gen.Int[1, 9] select (shards, workers)).Sample(input =>
        {
            ImmutableList<GrantedRange> pending = [new GrantedRange(ShardRange.Root(input.shards), 3)];
            List<GrantedRange> pieces = [];
            while (!pending.IsEmpty)
            {
                (GrantedRange piece, pending) = ShardAllocation.NextPiece(pending, input.shards, input.workers);
                pieces.Add(piece);
            }

            Assert.Equal(Enumerable.Range(0, input.shards), pieces.SelectMany(piece => Shards(piece.Range, input.shards)).Order());
            Assert.All(pieces, piece => Assert.Equal(3, piece.Attempt));
            Assert.True(pieces[0].Range.Count(input.shards) <= Math.Max(1, input.shards / input.workers));
        });
    }

    [Fact]
    public void Should_let_two_workers_end_together_on_ten_shards()
    {
        ImmutableList<GrantedRange> pending = [new GrantedRange(ShardRange.Root(10), 1)];
        List<int> sizes = [];
        while (!pending.IsEmpty)
        {
            (GrantedRange piece, pending) = ShardAllocation.NextPiece(pending, 10, 2);
            sizes.Add(piece.Range.Count(10));
        }

        Assert.Equal([4, 2, 2, 1, 1], sizes);
    }

    private static IEnumerable<int> Shards(ShardRange range, int shards) => Enumerable.Range(range.First, range.Count(shards));
}
