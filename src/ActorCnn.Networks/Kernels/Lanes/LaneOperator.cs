namespace ActorCnn.Networks.Kernels.Lanes;

/// <summary>
/// A layer's fast kernels in single precision for one lane block: sixteen samples of one logical shard, one to a vector lane.
/// Activations are ordered <c>[channel][row][column][16]</c>.
/// </summary>
public abstract unsafe class LaneOperator
{
}
