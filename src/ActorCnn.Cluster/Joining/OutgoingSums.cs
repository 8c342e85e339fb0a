using ActorCnn.Cluster.Nodes;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;

namespace ActorCnn.Cluster.Joining;

/// <summary>
/// The gradients that a node's workers computed of its granted ranges, until they are sent: adds them up as <see cref="GrantedSums"/>
/// decides. Not synchronized.
/// </summary>
/// <param name="replica">What the workers share; the gradients wait in its exchange.</param>
internal sealed class OutgoingSums(NodeReplica replica)
{
    private readonly Dictionary<(int Attempt, ShardRange Range), GradientBuffer> _buffers = [];
    private GrantedSums _granted = new();

    /// <summary>The pass that is computed; null before the first.</summary>
    public Pass? Pass => _granted.Pass;

    /// <summary>Ranges are granted. When they are of another pass, the one before is over: nobody waits for what was added up of it.</summary>
    public void Grant(GrantShards grant)
    {
        if (grant.Pass != Pass)
        {
            foreach (GradientBuffer buffer in _buffers.Values)
            {
                replica.Exchange.Return(buffer);
            }

            _buffers.Clear();
        }

        _granted = _granted.Grant(grant, replica.Schedule.PlanOf(grant.Pass).Shards);
    }

    /// <summary>A worker's gradient waits in the exchange.</summary>
    /// <returns>The sums to send; who sends them gives their buffers back.</returns>
    public IReadOnlyList<(GradientComputed Gradient, GradientBuffer Buffer)> Add(GradientComputed piece)
    {
        if (replica.Exchange.Take(piece, 0) is not { } buffer)
        {
            return [];
        }

        if (piece.Pass != Pass)
        {
            replica.Exchange.Return(buffer);
            return [];
        }

        // The same name twice has the same bits.
        if (_buffers.Remove((piece.Attempt, piece.Range), out GradientBuffer? twin))
        {
            replica.Exchange.Return(twin);
        }

        _buffers[(piece.Attempt, piece.Range)] = buffer;
        return Do(piece.Pass, piece.Attempt, _granted.Add(piece.Range, piece.Attempt, piece.Metrics));
    }

    /// <summary>A worker failed.</summary>
    /// <returns>The sums to send, as of <see cref="Add"/>.</returns>
    public IReadOnlyList<(GradientComputed Gradient, GradientBuffer Buffer)> Break(ShardsFailed failed) =>
        failed.Pass == Pass && failed.Pass.Kind == PassKind.Gradient
            ? Do(failed.Pass, failed.Attempt, _granted.Break(failed.Range, failed.Attempt))
            : [];

    private List<(GradientComputed Gradient, GradientBuffer Buffer)> Do(Pass pass, int attempt, GrantedSums.Decision decision)
    {
        _granted = decision.State;
        foreach (ReductionTree.Join join in decision.Joins)
        {
            _buffers[(attempt, join.Parent)] = join.Sum(Take, AddUp);
        }

        List<(GradientComputed Gradient, GradientBuffer Buffer)> ready = [];
        foreach (GrantedSums.Sum sum in decision.Ready)
        {
            if (_buffers.Remove((sum.Attempt, sum.Range), out GradientBuffer? buffer))
            {
                ready.Add((new GradientComputed(pass, sum.Range, sum.Attempt, sum.Metrics), buffer));
            }
        }

        return ready;

        GradientBuffer Take(ShardRange range)
        {
            _buffers.Remove((attempt, range), out GradientBuffer? sum);
            return sum!;
        }
    }

    private GradientBuffer AddUp(GradientBuffer left, GradientBuffer right)
    {
        GradientSum.Join(left.Span, right.Span, replica.Schedule.Compression);
        replica.Exchange.Return(right);
        return left;
    }
}
