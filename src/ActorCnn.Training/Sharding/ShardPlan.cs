namespace ActorCnn.Training.Sharding;

/// <summary>
/// How a minibatch is cut into logical shards of a fixed size, never by the number of workers. The last shard may have fewer samples.
/// </summary>
/// <param name="Samples">Samples in the minibatch, at least one.</param>
/// <param name="ShardSize">Samples in a shard, at least one.</param>
public readonly record struct ShardPlan(int Samples, int ShardSize)
{
    /// <summary>How many shards there are.</summary>
    public int Shards => (Samples + ShardSize - 1) / ShardSize;

    /// <summary>The tree over all of them.</summary>
    public ShardRange Root => ShardRange.Root(Shards);

    /// <summary>The position in the minibatch of a shard's first sample, and how many it has.</summary>
    public (int First, int Count) SamplesOf(int shard)
    {
        int first = shard * ShardSize;
        return (first, Math.Min(ShardSize, Samples - first));
    }
}
