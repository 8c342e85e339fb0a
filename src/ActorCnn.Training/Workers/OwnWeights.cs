using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Workers;

/// <summary>
/// A worker's own copy of the weights as the kernels read them, packed when it begins a step: they stay in its core's cache, and no worker
/// waits until another has packed them. One thread.
/// </summary>
/// <remarks>
/// The weights change only once all shards of a step are counted. A worker so late that they change while it packs computes what nobody
/// waits for any more, and packs anew for the next step.
/// </remarks>
/// <param name="node">Where the weights are.</param>
internal sealed class OwnWeights(NodeReplica node)
{
    private readonly LaneWeights _packed = node.Kernels.CreateWeights();

    // Another run may come to the same step with other weights.
    private (string Run, long Step)? _of;

    /// <summary>The weights of a pass.</summary>
    public LaneWeights Of(Pass pass)
    {
        if (_of != (pass.Run, pass.Step))
        {
            node.Load(_packed);
            _of = (pass.Run, pass.Step);
        }

        return _packed;
    }
}
