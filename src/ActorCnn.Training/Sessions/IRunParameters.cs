using ActorCnn.Training.Coordination;
using ActorCnn.Training.Parameters;
using Akka.Actor;

namespace ActorCnn.Training.Sessions;

/// <summary>
/// Where the parameters of a run are, and what actors the coordinator's process has for them: see <see cref="OwnParameters"/>,
/// <see cref="AsynchronousParameters"/> and <see cref="SpreadSlices"/>. Used once, from the run's actor alone.
/// </summary>
public interface IRunParameters
{
    /// <summary>The weights, for those who look at them while the run trains.</summary>
    IWeights Weights { get; }

    /// <summary>Adds what the coordinator has to know of the slices when it begins.</summary>
    CoordinatorState Begin(CoordinatorState initial) => initial;

    /// <summary>Creates those who hold slices in this process, if any does, and who answers for checkpoints.</summary>
    /// <param name="run">The run's actor, their parent.</param>
    (IActorRef[] Slices, IActorRef Checkpoints) CreateSlices(IActorRefFactory run);

    /// <summary>Creates the coordinator's own node.</summary>
    /// <param name="run">The run's actor, its parent.</param>
    /// <param name="coordinator">The coordinator.</param>
    /// <param name="slices">Those who hold slices in this process.</param>
    IActorRef CreateNode(IActorRefFactory run, IActorRef coordinator, IActorRef[] slices);

    /// <summary>Takes word that a slice is gone: one in this process is gone only with the process.</summary>
    void OnAbandoned(RunAbandoned abandoned)
    {
    }
}
