namespace ActorCnn.Networks.Layers;

/// <summary>Layers in a row inside another layer.</summary>
/// <param name="Name">Their name there, part of their parameters' names.</param>
/// <param name="Layers">The layers.</param>
public sealed record LayerBranch(string Name, IReadOnlyList<Layer> Layers);
