using ActorCnn.TestKit;

namespace ActorCnn.Training.Tests;

/// <summary>What we give to others for their actors, for our own.</summary>
public abstract class ActorTest : TrainingActorTest;
