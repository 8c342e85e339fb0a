namespace ActorCnn.Cluster.Hosting;

/// <summary>The files of a run that other nodes keep copies of.</summary>
/// <param name="Metrics">Its <c>metrics.jsonl</c>.</param>
/// <param name="Checkpoint">The checkpoint that it starts from; null when it starts at the beginning.</param>
public sealed record RunFiles(string Metrics, string? Checkpoint);
