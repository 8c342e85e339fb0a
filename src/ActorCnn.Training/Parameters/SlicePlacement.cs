using System.Collections.Immutable;

namespace ActorCnn.Training.Parameters;

/// <summary>Which node holds which slice of the parameters. The weights do not depend on it; how much each node sends does.</summary>
public static class SlicePlacement
{
    /// <summary>Deals the slices out in turn: the coordinator's node first, the others in the order in which they joined.</summary>
    /// <param name="slices">How many slices there are.</param>
    /// <param name="nodes">The nodes' names in the order in which they joined, at least one.</param>
    /// <param name="first">The coordinator's own node; it is passed over when it is not among them.</param>
    /// <returns>The node of each slice.</returns>
    public static ImmutableArray<string> Deal(int slices, ImmutableArray<string> nodes, string first)
    {
        ArgumentOutOfRangeException.ThrowIfZero(nodes.Length);
        string[] inTurn = [.. nodes.OrderBy(node => node != first)];
        return [.. Enumerable.Range(0, slices).Select(slice => inTurn[slice % inTurn.Length])];
    }
}
