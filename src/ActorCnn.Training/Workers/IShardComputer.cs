namespace ActorCnn.Training.Workers;

/// <summary>Computes ranges of shards for one worker, on one thread.</summary>
public interface IShardComputer
{
    /// <summary>Computes a range; a gradient is laid down in the exchange under the name that the result gives it.</summary>
    /// <param name="worker">The worker's index in its node.</param>
    /// <param name="work">What to compute.</param>
    ShardsComputed Compute(int worker, ComputeShards work);
}
