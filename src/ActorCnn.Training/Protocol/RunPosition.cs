using System.Text.Json.Serialization;
using ActorCnn.Networks.Metrics;
using ActorCnn.Training.EarlyStopping;

namespace ActorCnn.Training.Protocol;

/// <summary>How far a run has come: with the weights and the optimizer's state, all that is needed to go on.</summary>
/// <param name="Step">Updates made.</param>
/// <param name="Epoch">The epoch of the next minibatch, from zero.</param>
/// <param name="Batch">The position of the next minibatch in its epoch.</param>
/// <param name="EpochMetrics">The training metrics of the epoch so far.</param>
/// <param name="TrainSeconds">Seconds spent on gradients and updates.</param>
/// <param name="ElapsedSeconds">Seconds since the run first started, stops left out.</param>
/// <param name="ShardsReissued">Shards that were granted more than once.</param>
/// <param name="NodesLost">Nodes that were lost.</param>
/// <param name="Watch">What the epochs have shown; null when nothing hangs on it.</param>
public sealed record RunPosition(
    long Step,
    int Epoch,
    int Batch,
    ShardMetrics EpochMetrics,
    double TrainSeconds,
    double ElapsedSeconds,
    long ShardsReissued,
    int NodesLost,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] RunWatch? Watch = null)
{
    /// <summary>Where a new run starts.</summary>
    public static RunPosition Start { get; } = new(0, 0, 0, default, 0, 0, 0, 0);
}
