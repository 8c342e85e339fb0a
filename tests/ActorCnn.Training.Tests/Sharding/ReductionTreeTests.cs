using System.Collections.Immutable;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Sharding;
using CsCheck;

namespace ActorCnn.Training.Tests.Sharding;

public class ReductionTreeTests
{
    [Fact]
    public void Should_make_the_same_joins_whatever_the_order_and_the_pieces()
    {
        (from shards in Gen.Int[1, 70] from seed in Gen.Int select (shards, seed)).Sample(input =>
        {
            Random random = new(input.seed);
            List<ShardRange> pieces = RandomPieces(ShardRange.Root(input.shards), input.shards, random);
            string expected = SumAsText(input.shards, [.. Enumerable.Range(0, input.shards).Select(i => new ShardRange(0, i))]);
            Assert.Equal(expected, SumAsText(input.shards, [.. pieces.OrderBy(_ => random.Next())]));
        });
    }

    [Fact]
    public void Should_refuse_what_was_counted_before_in_whole_or_in_part()
    {
        ReductionTree tree = ReductionTree.Empty(10).Accept(new ShardRange(1, 1))!.Value.Tree;
        Assert.Null(tree.Accept(new ShardRange(1, 1)));
        Assert.Null(tree.Accept(new ShardRange(0, 2)));
        Assert.Null(tree.Accept(new ShardRange(2, 0)));
        Assert.NotNull(tree.Accept(new ShardRange(1, 0)));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 10)]
    [InlineData(1, 5)]
    [InlineData(5, 0)]
    public void Should_refuse_a_range_that_is_not_of_this_tree(int level, int index) =>
        Assert.Null(ReductionTree.Empty(10).Accept(new ShardRange(level, index)));

    [Fact]
    public void Should_count_a_refused_duplicate_that_completed_the_tree_no_second_time()
    {
        ReductionTree tree = ReductionTree.Empty(1).Accept(new ShardRange(0, 0))!.Value.Tree;
        Assert.True(tree.IsComplete);
        Assert.Null(tree.Accept(new ShardRange(0, 0)));
    }

    [Fact]
    public void Should_name_the_missing_parts_as_few_and_as_large_as_can_be()
    {
        ReductionTree tree = ReductionTree.Empty(10).Accept(new ShardRange(0, 5))!.Value.Tree;
        Assert.Equal<ShardRange>(
            [new ShardRange(2, 0), new ShardRange(0, 4), new ShardRange(1, 3), new ShardRange(3, 1)],
            tree.Missing(new ShardRange(4, 0)));
        Assert.Empty(tree.Missing(new ShardRange(0, 5)));
    }

    [Fact]
    public void Should_have_nothing_missing_of_a_range_that_is_not_of_the_tree()
    {
        Assert.Empty(ReductionTree.Empty(10).Missing(new ShardRange(5, 0)));
        Assert.Empty(ReductionTree.Empty(10).Counted(new ShardRange(0, 10)));
    }

    [Fact]
    public void Should_tell_counted_from_missing_whatever_has_arrived() => Gen.Select(Gen.Int[1, 200], Gen.Int[0, int.MaxValue]).Sample((shards, seed) =>
    {
        Random random = new(seed);
        ShardRange root = ShardRange.Root(shards);
        ReductionTree tree = ReductionTree.Empty(shards);
        HashSet<int> counted = [];
        foreach (ShardRange range in RandomPieces(root, shards, random).Where(_ => random.Next(2) == 0))
        {
            tree = tree.Accept(range, MetricsOf(ShardsOf(range)))!.Value.Tree;
            counted.UnionWith(ShardsOf(range));
        }

        Assert.Equal(counted.Order(), tree.Counted(root).SelectMany(ShardsOf));
        Assert.Equal(Enumerable.Range(0, shards).Except(counted), tree.Missing(root).SelectMany(ShardsOf));
        Assert.All(tree.Sums, sum => Assert.Equal(MetricsOf(ShardsOf(sum.Range)), sum.Metrics));
        Assert.Equal(counted.Count == shards ? MetricsOf(counted) : null, tree.Total);
        Assert.All(Enumerable.Range(0, shards), shard => Assert.Equal(counted.Contains(shard), tree.Accept(new ShardRange(0, shard)) is null));

        IEnumerable<int> ShardsOf(ShardRange range) => Enumerable.Range(range.First, range.Count(shards));

        // Whole numbers: their sums are exact in any order.
        static ShardMetrics MetricsOf(IEnumerable<int> shards) => new(shards.Count(), shards.Sum(), 2 * shards.Sum(), 0);
    });

    // Adds texts instead of numbers: what comes out shows every join and its order.
    private static string SumAsText(int shards, IReadOnlyList<ShardRange> arrivals)
    {
        Dictionary<ShardRange, string> sums = [];
        ReductionTree tree = ReductionTree.Empty(shards);
        foreach (ShardRange range in arrivals)
        {
            sums[range] = SumInside(range, shards);
            (tree, ImmutableArray<ReductionTree.Join> joins) = tree.Accept(range)!.Value;
            foreach (ReductionTree.Join join in joins)
            {
                sums[join.Parent] = join.Sum(half => sums[half], (left, right) => $"({left}+{right})");
            }
        }

        Assert.True(tree.IsComplete);
        return sums[ShardRange.Root(shards)];
    }

    private static string SumInside(ShardRange range, int shards) => range.Level == 0
        ? $"{range.Index}"
        : range.Right.Count(shards) == 0
            ? SumInside(range.Left, shards)
            : $"({SumInside(range.Left, shards)}+{SumInside(range.Right, shards)})";

    private static List<ShardRange> RandomPieces(ShardRange range, int shards, Random random)
    {
        if (range.Count(shards) == 0)
        {
            return [];
        }

        return range.Level == 0 || random.Next(3) == 0
            ? [range]
            : [.. RandomPieces(range.Left, shards, random), .. RandomPieces(range.Right, shards, random)];
    }
}
