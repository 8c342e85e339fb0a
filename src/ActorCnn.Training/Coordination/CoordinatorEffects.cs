using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using Akka.Actor;

namespace ActorCnn.Training.Coordination;

/// <summary>Something that the coordinator wants done.</summary>
public abstract record CoordinatorEffect;

/// <summary>Send a grant to a node.</summary>
public sealed record GrantToNode(string Node, GrantShards Grant) : CoordinatorEffect;

/// <summary>Tell a node something that is no grant.</summary>
public sealed record TellNode(string Node, ITrainingMessage Message) : CoordinatorEffect;

/// <summary>Ask the parameter actor for a checkpoint.</summary>
public sealed record RequestCheckpoint(WriteCheckpoint Request) : CoordinatorEffect;

/// <summary>Ask the parameter actor to keep the weights as the best so far.</summary>
public sealed record RequestBest(KeepBest Request) : CoordinatorEffect;

/// <summary>Tell every parameter actor something: to make its update, or to say how far it is.</summary>
public sealed record TellSlices(ITrainingMessage Message) : CoordinatorEffect;

/// <summary>Every slice is held by a node: these are the parameter actors from now on.</summary>
public sealed record UseSlices(SlicesPlaced Placed) : CoordinatorEffect;

/// <summary>Say that these actors cannot go on, and others must begin again from the newest checkpoint.</summary>
public sealed record AbandonRun(RunAbandoned Told) : CoordinatorEffect;

/// <summary>Tell the reporters.</summary>
public sealed record Publish(RunEvent Event) : CoordinatorEffect;

/// <summary>A run's actors have lost a slice of the parameters. To their parent.</summary>
/// <param name="Position">How far they had come.</param>
/// <param name="Nodes">Nodes that are left.</param>
/// <param name="Reason">What was lost; the beginning of a sentence.</param>
/// <param name="StopReason">Why the run was to stop; null when nobody had asked.</param>
/// <param name="PausedBy">Who had asked for a pause; null when nobody had.</param>
public sealed record RunAbandoned(RunPosition Position, int Nodes, string Reason, string? StopReason, string? PausedBy)
    : INoSerializationVerificationNeeded;
