using ActorCnn.Networks;
using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;
using ActorCnn.Networks.Layers;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>
/// A name for some layers in a row. It lives only while a configuration is read: the layers take its place, so that what is written, hashed
/// and computed knows of no blocks.
/// </summary>
internal sealed record LayerBlock(string Name, IReadOnlyList<Layer> Layers) : Layer
{
    /// <inheritdoc/>
    public override string Type => Name;

    /// <summary>The layers of a block, or else the layer itself.</summary>
    public static IEnumerable<Layer?> Expand(Layer? layer) => (layer as LayerBlock)?.Layers ?? [layer!];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => throw NotALayer();

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => throw NotALayer();

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => throw NotALayer();

    private InvalidOperationException NotALayer() => new($"the block '{Name}' was not replaced by its layers");
}
