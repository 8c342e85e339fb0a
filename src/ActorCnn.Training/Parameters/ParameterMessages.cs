using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Training.Parameters;

/// <summary>A node asks to be told of every new version of the weights, and of the one at hand.</summary>
/// <param name="Run">The run's id.</param>
public sealed record SubscribeToWeights(string Run) : ITrainingMessage;

/// <summary>Tells the parameter actor who coordinates. Sent once, before anything else.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Coordinator">The coordinator.</param>
public sealed record UseCoordinator(string Run, IActorRef Coordinator) : ITrainingMessage;
