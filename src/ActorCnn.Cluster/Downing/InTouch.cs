using System.Collections.Immutable;

namespace ActorCnn.Cluster.Downing;

/// <summary>
/// A node tells the others, while some are in doubt, which of them still see what the cluster says, and which of them it has itself not
/// heard from for long. Said again and again; one that is missed does no harm.
/// </summary>
/// <param name="Nodes">The addresses of those that see it, as Akka writes them.</param>
/// <param name="Unheard">Of those that it does not hear from: see <see cref="DowningState.Lasting"/>.</param>
public sealed record InTouch(ImmutableArray<string> Nodes, ImmutableArray<string> Unheard);
