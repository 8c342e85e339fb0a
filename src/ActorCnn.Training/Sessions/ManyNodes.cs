namespace ActorCnn.Training.Sessions;

/// <summary>How a run lives with nodes in other processes.</summary>
/// <param name="Minimum">Nodes that must have joined before it starts.</param>
/// <param name="Tick">How often the coordinator looks for what is late.</param>
/// <param name="Announce">How often a node shows that it lives.</param>
public sealed record ManyNodes(int Minimum, TimeSpan Tick, TimeSpan Announce)
{
    /// <summary>How the nodes hold the slices of the parameters; null when the coordinator's process holds all.</summary>
    public SpreadSlices? Spread { get; init; }

    /// <summary>The times that are used, with a number of nodes to wait for.</summary>
    public static ManyNodes Of(int minimum) => new(minimum, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));
}
