namespace ActorCnn.Cluster.Hosting;

/// <summary>Where a node is reached.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port of control messages.</param>
public readonly record struct NodeAddress(string Host, int Port);
