namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// What operators must know of the lane block at hand beside its values. One thread's; it is set anew before every forward pass.
/// </summary>
internal sealed class LanePass
{
    /// <summary>The lanes that hold samples, the first ones.</summary>
    public int Samples { get; set; } = LaneNetwork.Lanes;

    /// <summary>False when evaluating.</summary>
    public bool IsTraining { get; set; } = true;

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; set; }

    /// <summary>The epoch.</summary>
    public int Epoch { get; set; }

    /// <summary>The number of each lane's sample in its data set; at first the lane's own.</summary>
    public uint[] SampleNumbers { get; } = [.. Enumerable.Range(0, LaneNetwork.Lanes).Select(lane => (uint)lane)];
}
