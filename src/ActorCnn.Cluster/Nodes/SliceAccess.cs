using ActorCnn.Cluster.Bulk;
using Akka.Actor;

namespace ActorCnn.Cluster.Nodes;

/// <summary>How a node reaches a slice of the parameters.</summary>
/// <param name="Owner">Its parameter actor.</param>
/// <param name="Tensors">The way of its tensors.</param>
internal sealed record SliceAccess(ICanTell Owner, ISliceTransport Tensors);
