using System.Collections.Immutable;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Parameters;
using Akka.Actor;

namespace ActorCnn.Training.Sessions;

/// <summary>A run whose nodes hold the slices of the parameters, the coordinator's own node too.</summary>
/// <param name="States">SHA-256 of each slice's state where the run starts.</param>
/// <param name="Checkpoints">How to create who gathers the slices for a checkpoint.</param>
/// <param name="Node">How to create the coordinator's own node.</param>
/// <param name="Weights">That node's copy of the weights.</param>
/// <param name="Abandoned">Is told when a node that holds a slice is gone.</param>
public sealed record SpreadSlices(
    ImmutableArray<string> States, Props Checkpoints, Props Node, IWeights Weights, Action<RunAbandoned> Abandoned) : IRunParameters
{
    /// <summary>How long a run that begins again waits for the nodes that were left.</summary>
    public static readonly TimeSpan ReturnPatience = TimeSpan.FromSeconds(10);

    /// <summary>How the actors before came to their end; null for the first of a term.</summary>
    public RunAbandoned? Before { get; init; }

    /// <summary>Whether the nodes are known and come back within seconds, or a person still has to start them.</summary>
    public bool NodesAreKnown { get; init; }

    /// <inheritdoc/>
    public CoordinatorState Begin(CoordinatorState initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        return initial with
        {
            SliceStates = States,
            WaitsForNodes = NodesAreKnown ? ReturnPatience : CoordinatorState.FormingPatience,
            Before = Before,
            StopReason = Before?.StopReason,
            PausedBy = Before?.PausedBy,
        };
    }

    /// <inheritdoc/>
    public (IActorRef[] Slices, IActorRef Checkpoints) CreateSlices(IActorRefFactory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return ([], run.ActorOf(Checkpoints.WithDispatcher(RunActor.ControlDispatcher), "checkpoints"));
    }

    /// <inheritdoc/>
    public IActorRef CreateNode(IActorRefFactory run, IActorRef coordinator, IActorRef[] slices)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.ActorOf(Node.WithDispatcher(RunActor.ControlDispatcher), RunActor.NodeName);
    }

    /// <inheritdoc/>
    public void OnAbandoned(RunAbandoned abandoned) => Abandoned(abandoned);
}
