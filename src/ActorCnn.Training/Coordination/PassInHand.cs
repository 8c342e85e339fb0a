using System.Collections.Immutable;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Training.Coordination;

/// <summary>The pass that is being computed: what was counted, and who was asked for what. Immutable.</summary>
/// <param name="Pass">The pass.</param>
/// <param name="Plan">Its shards.</param>
/// <param name="Counted">What every slice of the parameters has counted; for an evaluation what the coordinator has, with its metrics.</param>
/// <param name="Grants">What each node was asked for.</param>
/// <param name="Waiting">Ranges that no node could be asked for.</param>
/// <param name="Applied">The slices that have made their update.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record PassInHand(
    Pass Pass,
    ShardPlan Plan,
    SliceCounts Counted,
    ImmutableList<PassInHand.NodeGrant> Grants,
    ImmutableList<GrantedRange> Waiting,
    ImmutableHashSet<int> Applied,
    TimeSpan StartedAt)
{
    // A sentence that names more than a person reads helps nobody.
    private const int MostDescribed = 8;

    /// <summary>A pass of which nothing has been granted.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="plan">Its shards.</param>
    /// <param name="slices">Slices of the parameters that count; one for an evaluation.</param>
    /// <param name="now">The time.</param>
    public static PassInHand Begin(Pass pass, ShardPlan plan, int slices, TimeSpan now) => new(
        pass, plan, SliceCounts.Empty(plan.Shards, slices), [], [new GrantedRange(plan.Root, 1)], [], now);

    /// <summary>What a node was asked for.</summary>
    /// <param name="Node">The node's name.</param>
    /// <param name="Granted">The shards.</param>
    /// <param name="At">When.</param>
    /// <param name="IsLate">Whether it took too long and others were asked as well.</param>
    public readonly record struct NodeGrant(string Node, GrantedRange Granted, TimeSpan At, bool IsLate = false);

    /// <summary>True when some slice has counted half of the shards.</summary>
    public bool IsAtLeastHalf => Counted.Slices.Any(slice => 2 * slice.CountedShards >= Plan.Shards);

    /// <summary>What was asked for longer ago than a limit, was not counted, and nobody else was asked for.</summary>
    public IEnumerable<NodeGrant> Overdue(TimeSpan now, TimeSpan limit) => Grants.Where(
        grant => !grant.IsLate && now - grant.At >= limit && !Counted.Missing(grant.Granted.Range).IsEmpty);

    /// <summary>Lets others be asked for what is overdue; whoever answers first counts.</summary>
    /// <returns>The pass in which it waits to be granted, and how many shards that are.</returns>
    public (PassInHand Pass, int Shards) Reissue(TimeSpan now, TimeSpan limit)
    {
        NodeGrant[] overdue = [.. Overdue(now, limit)];
        GrantedRange[] again = [.. overdue.SelectMany(AgainFor)];
        return (
            this with
            {
                Grants = Grants.RemoveRange(overdue).AddRange(overdue.Select(grant => grant with { IsLate = true })),
                Waiting = Waiting.AddRange(again),
            },
            again.Sum(range => range.Range.Count(Plan.Shards)));
    }

    /// <summary>Shards that a node was asked for and that are not counted yet.</summary>
    public int ShardsOf(string node) => Grants
        .Where(grant => grant.Node == node)
        .SelectMany(grant => Counted.Missing(grant.Granted.Range))
        .Sum(range => range.Count(Plan.Shards));

    /// <summary>How often workers have failed on a range that was granted.</summary>
    public int FailuresOf(ShardRange range, int attempt) => Grants
        .Where(grant => grant.Granted.Attempt == attempt && Covers(grant.Granted.Range, range))
        .Select(grant => grant.Granted.Failures)
        .DefaultIfEmpty()
        .Max();

    /// <summary>Takes back what a node was asked for and has not been counted; it waits to be granted again.</summary>
    /// <returns>The pass without the node, and how many shards it had in hand.</returns>
    public (PassInHand Pass, int Shards) Release(string node)
    {
        // What was late is in the hands of others already.
        ImmutableList<GrantedRange> released = [.. Grants.Where(grant => grant.Node == node && !grant.IsLate).SelectMany(AgainFor)];
        return (
            this with { Grants = Grants.RemoveAll(grant => grant.Node == node), Waiting = Waiting.AddRange(released) },
            released.Sum(range => range.Range.Count(Plan.Shards)));
    }

    /// <summary>What is missing of grants, as <c>shards 0..3 of a, shard 6 of b</c>.</summary>
    public string Describe(IReadOnlyCollection<NodeGrant> grants)
    {
        string[] parts = [.. grants
            .SelectMany(grant => Counted.Missing(grant.Granted.Range).Select(range => $"{Describe(range)} of {grant.Node}"))
            .Take(MostDescribed + 1)];
        return string.Join(", ", parts.Take(MostDescribed)) + (parts.Length > MostDescribed ? " and others" : "");
    }

    /// <summary>What is awaited: shards and who was asked for them; once all are counted, the updates of slices.</summary>
    public string DescribeAwaited()
    {
        if (!Counted.IsComplete)
        {
            string slices = string.Join(", ", Enumerable.Range(0, Counted.Slices.Length).Where(slice => !Counted.Slices[slice].IsComplete));
            return $"{Describe(Grants)} from slices {slices}";
        }

        return $"the update from slices {string.Join(", ", Enumerable.Range(0, Counted.Slices.Length).Where(slice => !Applied.Contains(slice)))}";
    }

    private string Describe(ShardRange range)
    {
        int count = range.Count(Plan.Shards);
        return count == 1 ? $"shard {range.First}" : $"shards {range.First}..{range.First + count - 1}";
    }

    /// <summary>Asks the nodes for what waits, in proportion to their workers.</summary>
    public (PassInHand Pass, ImmutableList<CoordinatorEffect> Effects) Grant(ImmutableList<CoordinatorState.Member> nodes, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (nodes.IsEmpty || Waiting.IsEmpty)
        {
            return (this, []);
        }

        ImmutableList<NodeGrant> grants = Waiting.Count == 1 && Waiting[0].Range == Plan.Root
            ? FirstGrants(nodes, now)
            : [.. Waiting.Select((range, i) => new NodeGrant(nodes[(i + Grants.Count) % nodes.Count].Name, range, now))];
        ImmutableList<CoordinatorEffect> effects = [.. grants
            .GroupBy(grant => (grant.Node, grant.Granted.Attempt))
            .Select(group => new GrantToNode(
                group.Key.Node,
                new GrantShards(Pass, [.. group.Select(grant => grant.Granted.Range)], group.Key.Attempt)))];
        return (this with { Grants = Grants.AddRange(grants), Waiting = [] }, effects);
    }

    private ImmutableList<NodeGrant> FirstGrants(ImmutableList<CoordinatorState.Member> nodes, TimeSpan now)
    {
        if (nodes.Count == 1)
        {
            return [new NodeGrant(nodes[0].Name, Waiting[0], now)];
        }

        ImmutableArray<ImmutableArray<ShardRange>> parts =
            ShardAllocation.OverNodes(Plan.Shards, [.. nodes.Select(node => node.Workers)]);
        return [.. parts.SelectMany((ranges, i) => ranges.Select(
            range => new NodeGrant(nodes[i].Name, Waiting[0] with { Range = range }, now)))];
    }

    private IEnumerable<GrantedRange> AgainFor(NodeGrant grant) => Counted.Missing(grant.Granted.Range)
        .Select(range => grant.Granted with { Range = range, Attempt = grant.Granted.Attempt + 1 });

    private static bool Covers(ShardRange whole, ShardRange part) =>
        part.Level <= whole.Level && part.Index >> (whole.Level - part.Level) == whole.Index;
}
