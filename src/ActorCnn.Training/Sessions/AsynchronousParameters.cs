using ActorCnn.Training.Asynchronous;
using ActorCnn.Training.Parameters;
using Akka.Actor;

namespace ActorCnn.Training.Sessions;

/// <summary>The parameters of an asynchronous run: one actor holds all of them, and is its node as well.</summary>
/// <param name="memory">What the run's actors of this process share.</param>
/// <param name="bound">See <see cref="TrainingJob.Staleness"/>.</param>
internal sealed class AsynchronousParameters(RunMemory memory, int bound) : IRunParameters
{
    /// <inheritdoc/>
    public IWeights Weights => memory.Store;

    /// <inheritdoc/>
    public (IActorRef[] Slices, IActorRef Checkpoints) CreateSlices(IActorRefFactory run)
    {
        IActorRef all = run.ActorOf(AsynchronousActor.Props(memory, bound).WithDispatcher(RunActor.ControlDispatcher), RunActor.NameOfSlice(0));
        return ([all], all);
    }

    /// <inheritdoc/>
    public IActorRef CreateNode(IActorRefFactory run, IActorRef coordinator, IActorRef[] slices)
    {
        ArgumentNullException.ThrowIfNull(slices);
        return slices[0];
    }
}
