using ActorCnn.Data;
using ActorCnn.Data.Augmentation;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sharding;
using ActorCnn.Training.Workers;

namespace ActorCnn.Training.Nodes;

/// <summary>
/// What the workers of a process share: its data, the epoch's order, the gradient exchange, and where the weights are. Many weights are
/// packed for the kernels once and read by all; of few each worker packs a copy of its own.
/// </summary>
public sealed class NodeReplica
{
    // Below this a worker packs all weights in less than a tenth of a millisecond: about what sharing the work takes, in messages and in
    // fetching from another core's cache what another worker has packed.
    private const int WorthSharing = 1 << 18;

    private readonly IWeights _parameters;
    private readonly LaneWeights? _weights;
    private readonly Lock _orderLock = new();
    private readonly bool _shuffle;
    private readonly SamplePreparation _preparation;
    private EpochSamples? _order;

    /// <summary>Takes memory for the packed weights where they are shared.</summary>
    /// <param name="kernels">The network's kernels.</param>
    /// <param name="parameters">The weights, read in place.</param>
    /// <param name="data">The samples.</param>
    /// <param name="schedule">The run's plan.</param>
    /// <param name="exchange">Where gradients wait.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="shuffle">Whether each epoch has an order of its own.</param>
    /// <param name="preparation">What is done to the samples; null for nothing.</param>
    /// <param name="sharesWeights">Whether there is one packed copy of the weights; null where their number decides.</param>
    public NodeReplica(
        LaneNetwork kernels,
        IWeights parameters,
        DataSplit data,
        RunSchedule schedule,
        GradientExchange exchange,
        ulong seed,
        bool shuffle,
        SamplePreparation? preparation = null,
        bool? sharesWeights = null)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        ArgumentNullException.ThrowIfNull(data);
        (Kernels, _parameters, Data, Schedule, Exchange, Seed, _shuffle) = (kernels, parameters, data, schedule, exchange, seed, shuffle);
        _weights = sharesWeights ?? kernels.Network.ParameterCount >= WorthSharing ? kernels.CreateWeights() : null;
        _preparation = preparation ?? SamplePreparation.None;
        (TrainValues, TestValues) = (_preparation.ValuesOf(data.Train), _preparation.ValuesOf(data.Test));
    }

    /// <summary>The network's kernels.</summary>
    public LaneNetwork Kernels { get; }

    /// <summary>Whether all workers read one packed copy of the weights. Each has its own otherwise, see <see cref="OwnWeights"/>.</summary>
    public bool SharesWeights => _weights is not null;

    /// <summary>The weights that all workers read, as the kernels do.</summary>
    /// <exception cref="InvalidOperationException">They share none.</exception>
    public LaneWeights Weights => _weights ?? throw new InvalidOperationException("the workers of this node share no packed weights");

    /// <summary>The samples.</summary>
    public DataSplit Data { get; }

    /// <summary>What each of the 256 pixel values of a training sample stands for: one table, or one a channel.</summary>
    public float[] TrainValues { get; }

    /// <summary>The same of test samples.</summary>
    public float[] TestValues { get; }

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule { get; }

    /// <summary>Where gradients wait.</summary>
    public GradientExchange Exchange { get; }

    /// <summary>What top-k compression left out of each shard's gradients; null where gradients stay whole.</summary>
    public ShardResiduals? Residuals { get; init; }

    /// <summary>The run's seed.</summary>
    public ulong Seed { get; }

    /// <summary>What changes training samples for one worker; null when they stay as they are.</summary>
    public Augmenter? CreateAugmenter() => _preparation.CreateAugmenter(Data.Train, TrainValues, Seed);

    /// <summary>Packs the newest weights for all workers. Only the node actor calls it, while none of them needs those before.</summary>
    public void Load() => Load(Weights);

    /// <summary>Packs the newest weights into a worker's own copy, while nobody needs others of it.</summary>
    /// <param name="own">The copy.</param>
    public void Load(LaneWeights own) => Kernels.Pack(_parameters.Weights, own);

    /// <summary>Packs a part of the newest weights; workers do all parts at the same time, while none computes.</summary>
    public void LoadPart(PackWeights part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Kernels.Pack(_parameters.Weights, Weights, part.Part, part.Parts);
    }

    /// <summary>The order in which an epoch visits the training samples; worked out once an epoch. Safe from any thread.</summary>
    /// <param name="epoch">The epoch, from zero.</param>
    public int[] OrderOf(int epoch)
    {
        lock (_orderLock)
        {
            // A worker that is late may still read the order of the epoch before: each has an array of its own.
            if (_order?.Epoch != epoch)
            {
                int[] order = new int[Data.Train.Count];
                EpochOrder.Fill(order, Seed, epoch, _shuffle);
                _order = new EpochSamples(epoch, order);
            }

            return _order.Samples;
        }
    }

    private sealed record EpochSamples(int Epoch, int[] Samples);
}
