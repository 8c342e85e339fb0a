using System.Collections.Immutable;
using ActorCnn.Cluster.Nodes;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Workers;

namespace ActorCnn.Cluster.Joining;

/// <summary>What a node knows of the run that it takes part in.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Slices">How the parameters are cut.</param>
/// <param name="Weights">The node's copy of the weights.</param>
/// <param name="Replica">What its workers share; its exchange has one slice, the uplink.</param>
public sealed record RunEntry(string Run, ImmutableArray<ParameterSlice> Slices, WeightsCopy Weights, NodeReplica Replica)
{
    /// <summary>Wraps what the workers compute with.</summary>
    public Func<IShardComputer, IShardComputer> Computer { get; init; } = computer => computer;

    /// <summary>Is told of each version of the weights when it is here, as the number of updates in it.</summary>
    public Action<long>? OnWeights { get; init; }
}
