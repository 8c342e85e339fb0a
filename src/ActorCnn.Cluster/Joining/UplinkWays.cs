using ActorCnn.Cluster.Bulk;
using ActorCnn.Training.Protocol;
using Akka.Actor;

namespace ActorCnn.Cluster.Joining;

/// <summary>How a node reaches the slices of the parameters, and what stands below its uplink.</summary>
/// <param name="Coordinator">Connections to the coordinator's process when that holds all slices; null when the nodes hold them.</param>
/// <param name="Connect">The way of tensors to a slice that a node holds.</param>
/// <param name="Host">How to create who takes slices here; null when the coordinator's process holds all.</param>
/// <param name="Node">How to create the node's actor, given who stands for the coordinator and the parameters.</param>
internal sealed record UplinkWays(
    BulkClient? Coordinator, Func<PlacedSlice, ISliceTransport> Connect, Props? Host, Func<IActorRef, Props> Node);
