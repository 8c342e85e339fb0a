namespace ActorCnn.Networks.Kernels.Reference;

/// <summary>What some layers depend on beside their input: how the shard is looked at, and where random draws stand.</summary>
/// <param name="IsTraining">True in training, false when evaluating.</param>
/// <param name="Seed">The run's seed.</param>
/// <param name="Epoch">The epoch.</param>
/// <param name="Samples">The number of each sample of the shard in its data set.</param>
public sealed record ReferencePass(bool IsTraining, ulong Seed, int Epoch, IReadOnlyList<int> Samples)
{
    /// <summary>The number of the layer that is computed: layers before it, those inside others included.</summary>
    public int Layer { get; init; }

    /// <summary>Evaluates some samples.</summary>
    public static ReferencePass Evaluation(int samples) => new(false, 0, 0, [.. Enumerable.Range(0, samples)]);

    /// <summary>Trains on some samples, numbered from zero, with the seed and epoch zero.</summary>
    public static ReferencePass Training(int samples) => new(true, 0, 0, [.. Enumerable.Range(0, samples)]);
}
