using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

namespace ActorCnn.Dashboard.Board;

/// <summary>The page's rows of nodes: what each does, and how fast each of its workers is. Not for several threads.</summary>
internal sealed class NodeTable
{
    private readonly Dictionary<string, SpeedMeter> _meters = [];

    /// <summary>Takes what a node has computed.</summary>
    public void Take(NodeStatus status)
    {
        if (!_meters.TryGetValue(status.Node, out SpeedMeter? meter))
        {
            _meters[status.Node] = meter = new SpeedMeter();
        }

        meter.Read(status.Seconds, [.. status.Samples]);
    }

    /// <summary>Forgets the nodes that are gone.</summary>
    public void Forget(RunStatus status)
    {
        foreach (string gone in _meters.Keys.Except(status.Nodes.Select(node => node.Name)).ToArray())
        {
            _meters.Remove(gone);
        }
    }

    /// <summary>A row for each node that computes, and then for each that is gone, the last first.</summary>
    /// <param name="status">How the run stands.</param>
    /// <param name="isOver">Whether it has ended.</param>
    public List<NodeRow> Rows(RunStatus status, bool isOver) =>
    [
        .. status.Nodes.Select(node => RowOf(node, status.Phase, isOver)),
        .. status.Gone.Reverse().Select(node => new NodeRow(node.Name, node.IsLoss ? "lost" : "left", 0, [])),
    ];

    // Between two steps a node has nothing in hand for a moment: it computes if it did of late.
    private NodeRow RowOf(NodeInRun node, RunPhase phase, bool isOver)
    {
        double[] speeds = isOver ? new double[node.Workers] : Speeds(node);
        string state = isOver ? "done"
            : node.IsLate ? "late"
            : phase == RunPhase.Paused || (node.Shards == 0 && speeds.Sum() == 0) ? "waiting"
            : "computing";
        return new NodeRow(node.Name, state, isOver ? 0 : node.Shards, speeds);
    }

    private double[] Speeds(NodeInRun node) =>
        _meters.TryGetValue(node.Name, out SpeedMeter? meter) && meter.Speeds() is { Length: > 0 } speeds ? speeds : new double[node.Workers];
}
