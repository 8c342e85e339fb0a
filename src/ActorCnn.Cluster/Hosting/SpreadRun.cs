using System.Collections.Immutable;
using ActorCnn.Cluster.Bulk;
using ActorCnn.Cluster.Joining;
using ActorCnn.Training.Coordination;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Sessions;
using Akka.Actor;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// What the coordinator's process keeps of a run whose nodes hold the slices of the parameters: the run as it was at its newest checkpoint,
/// in memory, from which the slices are dealt out, and dealt out anew when a node that holds one is gone.
/// </summary>
internal sealed class SpreadRun
{
    private readonly TrainingJob _job;
    private readonly BulkOptions _options;
    private readonly ImmutableArray<ParameterSlice> _slices;
    private volatile RunSnapshot _saved;

    /// <summary>A run where its job starts.</summary>
    /// <param name="job">What is trained.</param>
    /// <param name="options">Token and certificates of the run.</param>
    public SpreadRun(TrainingJob job, BulkOptions options)
    {
        (_job, _options, _slices) = (job, options, job.CutSlices());
        float[] weights = job.Weights ?? job.Network.InitialParameters(job.Seed);
        _saved = new RunSnapshot(job.Position, weights, job.OptimizerState ?? new float[checked(weights.Length * Planes)]);
    }

    /// <summary>The state of each slice at the newest checkpoint before it was placed, for the node that is to hold it.</summary>
    public MemoryBlobs States { get; } = new();

    /// <summary>The weights at the newest checkpoint.</summary>
    public float[] Weights => _saved.Weights.ToArray();

    private int Planes => _job.Optimizer.StatePerParameter;

    /// <summary>The job from the newest checkpoint on.</summary>
    /// <param name="before">How the actors before came to their end, whose time and losses count; null when there were none.</param>
    public TrainingJob JobAfter(RunAbandoned? before) => before is null ? _job : _job with
    {
        Position = _saved.Position with
        {
            NodesLost = before.Position.NodesLost,
            ShardsReissued = before.Position.ShardsReissued,
            TrainSeconds = before.Position.TrainSeconds,
            ElapsedSeconds = before.Position.ElapsedSeconds,
        },
    };

    /// <summary>How a run's actors deal the slices out as they were at the newest checkpoint.</summary>
    /// <param name="memory">The run, with a job of <see cref="JobAfter"/>.</param>
    /// <param name="parts">What the coordinator's own node needs.</param>
    /// <param name="coordinator">Where the coordinator is.</param>
    /// <param name="abandoned">Is told when a node that holds a slice is gone.</param>
    public SpreadSlices Deal(RunMemory memory, RunParts parts, Address coordinator, Action<RunAbandoned> abandoned)
    {
        RunSnapshot saved = _saved;
        Gathering gathering = new(
            _slices,
            Planes,
            (node, state) => parts.Clients.Of(node.Host, node.Port).FetchBlobAsync(
                state, _slices.Max(slice => SliceState.LengthOf(slice, Planes))),
            memory.Job.Checkpoints,
            snapshot => _saved = snapshot);
        return new SpreadSlices(
            [.. _slices.Select(slice => States.Keep(slice.Index, SliceState.Write(saved.Weights, saved.OptimizerState, slice)).ToString())],
            GatherActor.Props(gathering, saved),
            parts.Uplink(RunActor.OwnNode, coordinator, memory.Job.Workers),
            parts.Weights,
            abandoned);
    }

    /// <summary>What the coordinator's own node needs.</summary>
    /// <param name="memory">The run.</param>
    /// <param name="settings">Where the node listens.</param>
    /// <param name="port">The port of tensors there.</param>
    public RunParts PartsOf(RunMemory memory, NodeSettings settings, int port) => RunParts.OfCoordinator(memory, _options, settings, port);
}
