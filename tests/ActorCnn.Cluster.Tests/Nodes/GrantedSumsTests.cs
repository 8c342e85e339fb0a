using ActorCnn.Cluster.Nodes;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using CsCheck;

namespace ActorCnn.Cluster.Tests.Nodes;

public class GrantedSumsTests
{
    private static readonly Pass Step = new("run", PassKind.Gradient, 0, 0, 0);

    [Fact]
    public void Should_send_one_sum_for_a_granted_range_whatever_the_order_of_its_pieces() => Gen.Shuffle(new[] { 0, 1, 2, 3 }).Sample(order =>
    {
        GrantedSums sums = new GrantedSums().Grant(new GrantShards(Step, [new ShardRange(2, 1)], 1), shards: 8);
        List<ShardRange> joined = [];
        for (int i = 0; i < order.Length; i++)
        {
            GrantedSums.Decision decision = sums.Add(new ShardRange(0, 4 + order[i]), 1, MetricsOf(order[i]));
            sums = decision.State;
            joined.AddRange(decision.Joins.Select(join => join.Parent));
            if (i < 3)
            {
                Assert.Empty(decision.Ready);
            }
            else
            {
                ShardMetrics whole = MetricsOf(0) + MetricsOf(1) + (MetricsOf(2) + MetricsOf(3));
                Assert.Equal(new GrantedSums.Sum(new ShardRange(2, 1), 1, whole), Assert.Single(decision.Ready));
            }
        }

        Assert.Equal(3, joined.Distinct().Count());
    });

    [Fact]
    public void Should_reach_no_further_than_the_last_shard()
    {
        GrantedSums sums = new GrantedSums().Grant(new GrantShards(Step, [new ShardRange(1, 1)], 1), shards: 3);
        GrantedSums.Decision decision = sums.Add(new ShardRange(0, 2), 1, MetricsOf(2));
        Assert.Equal(MetricsOf(2), Assert.Single(decision.Ready).Metrics);
    }

    [Fact]
    public void Should_send_what_is_at_hand_when_a_worker_fails_and_then_piece_by_piece()
    {
        GrantedSums sums = new GrantedSums().Grant(new GrantShards(Step, [new ShardRange(2, 0)], 1), shards: 4);
        sums = sums.Add(new ShardRange(1, 0), 1, MetricsOf(0)).State;
        GrantedSums.Decision broken = sums.Break(new ShardRange(0, 2), 1);
        Assert.Equal(new ShardRange(1, 0), Assert.Single(broken.Ready).Range);
        GrantedSums.Decision later = broken.State.Add(new ShardRange(0, 3), 1, MetricsOf(3));
        Assert.Empty(later.Joins);
        Assert.Equal(new ShardRange(0, 3), Assert.Single(later.Ready).Range);

        // The piece that failed comes back under a grant of its own.
        GrantedSums again = later.State.Grant(new GrantShards(Step, [new ShardRange(0, 2)], 2), shards: 4);
        Assert.Equal(2, Assert.Single(again.Add(new ShardRange(0, 2), 2, MetricsOf(2)).Ready).Attempt);
    }

    [Fact]
    public void Should_forget_the_pass_before()
    {
        GrantedSums sums = new GrantedSums().Grant(new GrantShards(Step, [new ShardRange(1, 0)], 1), shards: 4);
        sums = sums.Add(new ShardRange(0, 0), 1, MetricsOf(0)).State;
        sums = sums.Grant(new GrantShards(Step with { Step = 1 }, [new ShardRange(1, 0)], 1), shards: 4);
        Assert.Empty(sums.Add(new ShardRange(0, 1), 1, MetricsOf(1)).Ready);
    }

    private static ShardMetrics MetricsOf(int shard) => new(1, 0.1 * (shard + 1), 0.3 / (shard + 1), shard);
}
