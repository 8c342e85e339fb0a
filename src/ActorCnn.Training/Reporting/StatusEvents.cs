using System.Collections.Immutable;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Reporting;

/// <summary>How the run stands, for whoever asked by <see cref="GetRunStatus"/>.</summary>
public sealed record RunStatus : RunEvent
{
    /// <summary>What the run is doing.</summary>
    public required RunPhase Phase { get; init; }

    /// <summary>True from the request to pause until it is resumed; the step in hand may still be under way.</summary>
    public required bool IsPauseAsked { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunPosition Position { get; init; }

    /// <summary>The learning rate of the last step; zero before the first.</summary>
    public required double LearningRate { get; init; }

    /// <summary>The nodes that compute.</summary>
    public required ImmutableArray<NodeInRun> Nodes { get; init; }

    /// <summary>The nodes that are gone, the newest last; at most <see cref="CoordinatorState.GoneNodesKept"/>.</summary>
    public required ImmutableList<GoneNode> Gone { get; init; }
}

/// <summary>A node that computes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Workers">Its worker actors.</param>
/// <param name="IsLate">Whether it took too long and gets nothing more until it is heard from.</param>
/// <param name="Shards">Shards that it has in hand.</param>
public sealed record NodeInRun(string Name, int Workers, bool IsLate, int Shards);

/// <summary>A node that computes no longer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsLoss">True when it was lost, false when it left of its own accord.</param>
public sealed record GoneNode(string Name, bool IsLoss);

/// <summary>What a node has computed so far; told with <see cref="RunStatus"/>.</summary>
public sealed record NodeProgress : RunEvent
{
    /// <summary>The node's answer.</summary>
    public required NodeStatus Status { get; init; }
}
