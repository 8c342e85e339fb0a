using System.Collections.Immutable;

namespace ActorCnn.Cluster.Downing;

/// <summary>
/// A node tells the others that some, of whom somebody says that they are silent, still see what the cluster says. Said again and again
/// while it is so; one that is missed does no harm.
/// </summary>
/// <param name="Nodes">The addresses of those, as Akka writes them.</param>
public sealed record InTouch(ImmutableArray<string> Nodes);
