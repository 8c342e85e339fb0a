namespace ActorCnn.Data;

/// <summary>What a run trains on and what it is tested on: same shape, same classes.</summary>
/// <param name="Train">Training samples, at least one.</param>
/// <param name="Test">Test samples, at least one.</param>
/// <param name="Sha256">
/// SHA-256 in lower-case hexadecimal over both sets' shapes, classes, value tables, labels and pixels: what nodes and checkpoints
/// compare to know that they hold the same data.
/// </param>
public sealed record DataSplit(Dataset Train, Dataset Test, string Sha256);
