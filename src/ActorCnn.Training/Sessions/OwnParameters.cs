using ActorCnn.Training.Nodes;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Sharding;
using Akka.Actor;

namespace ActorCnn.Training.Sessions;

/// <summary>All slices of the parameters are in the coordinator's process, where its node reads the weights in place.</summary>
/// <param name="memory">What the run's actors of this process share.</param>
/// <param name="announce">How often the node shows that it lives; null when nobody doubts it.</param>
internal sealed class OwnParameters(RunMemory memory, TimeSpan? announce) : IRunParameters
{
    /// <inheritdoc/>
    public IWeights Weights => memory.Store;

    /// <inheritdoc/>
    public (IActorRef[] Slices, IActorRef Checkpoints) CreateSlices(IActorRefFactory run)
    {
        TrainingJob job = memory.Job;
        ParameterState applied = ParameterState.Create(memory.Run, job.Schedule, job.Position.Step, memory.Slices.Length);
        IActorRef[] slices = [.. memory.Slices.Select(slice => run.ActorOf(
            ParameterActor.Props(applied, slice, memory.Store, memory.Exchange, job.Checkpoints).WithDispatcher(RunActor.ControlDispatcher),
            RunActor.NameOfSlice(slice.Index)))];

        // They share their store: any of them can write all of it to a checkpoint.
        return (slices, slices[0]);
    }

    /// <inheritdoc/>
    public IActorRef CreateNode(IActorRefFactory run, IActorRef coordinator, IActorRef[] slices)
    {
        TrainingJob job = memory.Job;
        NodeReplica replica = job.CreateReplica(
            memory.Store, memory.Exchange, job.Residuals ?? ShardResiduals.Of(job.Schedule, job.Network));
        Props node = NodeActor.Props(
            RunActor.OwnNode,
            RunActor.InitialNode(memory.Run, replica, job.Workers, memory.Slices.Length),
            replica,
            coordinator,
            slices,
            index => RunActor.WorkerOf(index, replica, job.Computer),
            announce);
        return run.ActorOf(node.WithDispatcher(RunActor.ControlDispatcher), RunActor.NodeName);
    }
}
