using ActorCnn.Networks.Numerics;
using ActorCnn.Training.Parameters;

namespace ActorCnn.Cluster.Nodes;

/// <summary>
/// A node's copy of the weights, filled slice by slice from the network. It may be filled while it is read: whoever reads then works for a
/// step that is over, since only its end brings newer weights about, and what comes of it is dropped wherever it arrives.
/// </summary>
public sealed class WeightsCopy(int parameters) : IWeights
{
    private readonly AlignedBuffer _numbers = new(parameters);

    /// <inheritdoc/>
    public ReadOnlySpan<float> Weights => _numbers.Span;

    /// <summary>Where a slice goes.</summary>
    public Memory<float> Of(ParameterSlice slice) => _numbers.Memory.Slice(slice.First, slice.Length);
}
