using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;

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

/// <summary>Tell the reporters.</summary>
public sealed record Publish(RunEvent Event) : CoordinatorEffect;
