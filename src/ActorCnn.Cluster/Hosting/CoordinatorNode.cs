using ActorCnn.Training.Configuration;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Sessions;
using Akka.Actor;

namespace ActorCnn.Cluster.Hosting;

/// <summary>
/// The node that begins a run: it makes the cluster, coordinates, keeps the parameters and computes too. Other nodes may join and leave
/// as long as it trains, and those with the coordinator's role take over when it is lost.
/// </summary>
/// <param name="settings">Where it listens.</param>
/// <param name="configuration">What is trained; other nodes get it from here.</param>
/// <param name="minimumNodes">Nodes that must have joined, this one counted, before the run starts.</param>
/// <param name="files">The run's files, of which other nodes keep copies; null for none.</param>
public sealed class CoordinatorNode(NodeSettings settings, RunConfiguration configuration, int minimumNodes, RunFiles? files = null)
{
    /// <summary>Trains until the last epoch, a stop or a failure, and tells the nodes.</summary>
    /// <param name="job">What to train.</param>
    /// <param name="stopReason">Says why a stop was asked for, when it was.</param>
    /// <param name="stop">Asks for an orderly stop after the step in hand.</param>
    /// <exception cref="Networks.InvalidInputException">The address may not be used, or is taken.</exception>
    public async Task<TrainingResult> TrainAsync(TrainingJob job, Func<string>? stopReason, CancellationToken stop)
    {
        ActorSystem system = NodeSystem.Start(settings, NodeSystem.CoordinatorRole);
        (Task<IActorRef> taken, Task lost) = CoordinatorSeat.WaitFor(system);
        Akka.Cluster.Cluster cluster = Akka.Cluster.Cluster.Get(system);
        cluster.Join(cluster.SelfAddress);
        using CoordinatorSeat seat = new(settings, system, await taken.ConfigureAwait(false), lost, RunId.TermAt(DateTimeOffset.UtcNow), isTakeover: false);
        return await seat.TrainAsync(configuration, files, minimumNodes, job, stopReason, stop).ConfigureAwait(false);
    }
}
