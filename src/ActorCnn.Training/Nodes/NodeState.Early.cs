using System.Collections.Immutable;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Nodes;

/// <summary>
/// A node in another process than the coordinator has the weights of a step before the grant, which takes a way of its own. It expects the
/// same shards as in the step before and begins with them; the results are held until a grant says the same, and thrown away when it says
/// anything else. So nothing that was not granted is ever counted.
/// </summary>
public sealed partial record NodeState
{
    /// <summary>True when it begins with what it expects as soon as the weights are here.</summary>
    public bool BeginsEarly { get; init; }

    /// <summary>
    /// The ranges that it expects to be granted of the next step, which are those that it was granted at first of the newest; empty when
    /// others had been asked for those before.
    /// </summary>
    public ImmutableArray<ShardRange> ExpectedRanges { get; init; } = [];

    /// <summary>True while it computes what it has not been granted yet.</summary>
    public bool IsEarly { get; init; }

    /// <summary>Results of what it began early, held until a grant confirms them.</summary>
    public ImmutableList<ShardsComputed> EarlyResults { get; init; } = [];

    /// <summary>Workers that still compute what was begun early and then not granted: their results are thrown away.</summary>
    public ImmutableHashSet<int> UnwantedWorkers { get; init; } = [];

    // A result's name is used once at a time: what is not wanted is thrown away before the same shards are begun again.
    private bool AwaitsUnwantedResult => UnwantedWorkers.Any(worker => Workers[worker]!.Pass == Pass);

    private static ImmutableArray<ShardRange> ExpectedAfter(GrantShards grant) =>
        grant.Attempt == 1 && grant.Pass.Kind == PassKind.Gradient ? grant.Ranges : [];

    private bool IsAsExpected(GrantShards grant) => grant.Pass == Pass && grant.Attempt == 1 && grant.Ranges.SequenceEqual(ExpectedRanges);

    // The weights of the next step are here: the pass before is over.
    private NodeState BeginEarly()
    {
        if (!BeginsEarly || IsEarly || ExpectedRanges.IsEmpty
            || Pass is not { Kind: PassKind.Gradient } || Version != Pass.Step + 1 || !GoesStraightOn)
        {
            return this;
        }

        return this with
        {
            Pass = Schedule.GradientPass(Run, Version),
            Pending = [.. ExpectedRanges.Select(range => new GrantedRange(range, 1))],
            IsEarly = true,
        };
    }

    // Another minibatch of the same size comes next, and not an evaluation or the end.
    private bool GoesStraightOn
    {
        get
        {
            Pass next = Schedule.GradientPass(Run, Version);
            return Version < (long)Schedule.Epochs * Schedule.BatchesPerEpoch
                && Schedule.PlanOf(next) == Schedule.PlanOf(Pass!)
                && (next.Epoch == Pass!.Epoch || !Schedule.EvaluatesAfter(Pass.Epoch));
        }
    }

    private Decision Confirm()
    {
        NodeState granted = this with { IsEarly = false, EarlyResults = [] };
        return granted.Dispatch([.. EarlyResults.Select(result => new ForwardResult(result))]);
    }

    private Decision GiveUpEarly()
    {
        int[] busy = [.. Enumerable.Range(0, Workers.Length).Where(worker => Workers[worker]?.Pass == Pass)];
        return new Decision(
            this with
            {
                IsEarly = false,
                ExpectedRanges = [],
                EarlyResults = [],
                Pending = [],
                UnwantedWorkers = UnwantedWorkers.Union(busy),
            },
            [.. EarlyResults.Select(result => new DiscardResult(result))]);
    }
}
