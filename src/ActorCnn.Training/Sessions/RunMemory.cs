using System.Collections.Immutable;
using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;

namespace ActorCnn.Training.Sessions;

/// <summary>What the actors of a run share inside the coordinator's process: the weights, and where gradients wait.</summary>
public sealed class RunMemory
{
    private readonly Lazy<ParameterStore> _store;

    /// <summary>Takes memory for a job.</summary>
    /// <param name="job">What is trained.</param>
    /// <param name="term">Counts who has coordinated the run, see <see cref="RunId"/>.</param>
    /// <param name="placement">Counts how often the slices were placed in that term.</param>
    public RunMemory(TrainingJob job, long term = RunId.FirstTerm, int placement = 0)
    {
        ArgumentNullException.ThrowIfNull(job);
        Run = RunId.Create(term, placement);
        Job = job;
        _store = new Lazy<ParameterStore>(() => new ParameterStore(
            job.Weights ?? job.Network.InitialParameters(job.Seed),
            job.Optimizer,
            job.OptimizerState,
            job.Schedule.Length,
            job.Network.ParameterRanges)
        {
            Snapshots = job.Snapshots,
        });
        int parameters = job.Network.ParameterCount;
        Slices = job.CutSlices();
        Exchange = new GradientExchange(parameters, Slices.Length);
    }

    /// <summary>The run's id, another for each run.</summary>
    public string Run { get; }

    /// <summary>What is trained.</summary>
    public TrainingJob Job { get; }

    /// <summary>The weights. Memory is taken for them when first wanted: not where the nodes hold the slices.</summary>
    public ParameterStore Store => _store.Value;

    /// <summary>How the parameters are cut.</summary>
    public ImmutableArray<ParameterSlice> Slices { get; }

    /// <summary>Where gradients wait.</summary>
    public GradientExchange Exchange { get; }
}
