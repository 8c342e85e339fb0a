namespace ActorCnn.Training.Sharding;

/// <summary>A range that was granted.</summary>
/// <param name="Range">The shards.</param>
/// <param name="Attempt">One more than the times they were granted before, from one.</param>
/// <param name="Failures">How often a worker failed on them.</param>
public readonly record struct GrantedRange(ShardRange Range, int Attempt, int Failures = 0);
