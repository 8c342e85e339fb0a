using ActorCnn.Training.Reporting;

namespace ActorCnn.Simulation.Tests;

/// <summary>What many simulated runs come to.</summary>
internal sealed class Figures
{
    private readonly Dictionary<string, int> _ends = [];
    private long _steps;
    private long _messages;

    public long NodesLost { get; private set; }

    public long Reissued { get; private set; }

    public int Takeovers { get; private set; }

    public int Terms { get; private set; }

    /// <summary>Adds a run. One that was not completed must say why, with the node and the shards, or that no coordinator is left.</summary>
    public void Add(SimulatedCluster cluster, RunEnded end)
    {
        bool saysWhy = end.Outcome switch
        {
            RunOutcome.Completed => true,
            RunOutcome.Failed => Witness.NamesNodeAndShards(end.Reason),
            _ => end.Reason.StartsWith("no coordinator is left", StringComparison.Ordinal),
        };
        Assert.True(saysWhy, $"{end.Outcome}: {end.Reason}; {cluster.Faults}");
        string how = end.Outcome == RunOutcome.Stopped ? "lost with all copies" : end.Outcome.ToString();
        _ends[how] = _ends.GetValueOrDefault(how) + 1;
        _steps += cluster.StepsMade;
        _messages += cluster.CoordinatorMessages;
        NodesLost += cluster.NodesLost;
        Reissued += end.Position.ShardsReissued;
        Takeovers += cluster.Takeovers;
        Terms += cluster.Terms;
    }

    /// <summary>All in a line.</summary>
    public override string ToString() =>
        $"{string.Join(", ", _ends.OrderBy(end => end.Key, StringComparer.Ordinal).Select(end => $"{end.Value} {end.Key}"))}; {_steps} steps, "
        + $"{_messages} coordinator messages, {NodesLost} nodes lost, {Reissued} shards granted again, {Terms} terms, {Takeovers} takeovers";
}
