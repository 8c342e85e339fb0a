using ActorCnn.Networks.Kernels.Lanes;
using ActorCnn.Networks.Kernels.Reference;

namespace ActorCnn.Networks.Layers;

/// <summary>
/// <c>out = body(x) + shortcut(x)</c>: He et al. 2016. Both are layers in a row that end in the same shape; a shortcut without layers is
/// x itself. Their parameters follow each other in the buffer, the body's before the shortcut's. Freezing the block freezes all of them.
/// </summary>
public sealed record ResidualLayer : Layer
{
    /// <summary>Creates a block.</summary>
    /// <param name="body">At least one layer.</param>
    /// <param name="shortcut">Layers of the other way, as a 1x1 convolution where the body changes the shape; none by default.</param>
    public ResidualLayer(IReadOnlyList<Layer> body, IReadOnlyList<Layer>? shortcut = null)
    {
        Body = body;
        Shortcut = shortcut ?? [];
    }

    /// <summary>The layers of the one way, as given; <see cref="Branches"/> has them frozen if the block is.</summary>
    public IReadOnlyList<Layer> Body { get; }

    /// <summary>The layers of the other way, as given.</summary>
    public IReadOnlyList<Layer> Shortcut { get; }

    /// <inheritdoc/>
    public override string Type => "residual";

    /// <inheritdoc/>
    public override string Settings => Shortcut.Count == 0 ? "body + x" : "body + shortcut";

    /// <inheritdoc/>
    public override IReadOnlyList<LayerBranch> Branches => [new("body", FrozenIfBlock(Body)), new("shortcut", FrozenIfBlock(Shortcut))];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        if (Body.Count == 0)
        {
            throw new LayerShapeException("a residual block without a body", "at least one layer", "none", "give its layers");
        }

        Shape body = OutputShape("layers", Body, input);
        Shape shortcut = OutputShape("shortcut", Shortcut, input);
        return body == shortcut
            ? body
            : throw new LayerShapeException(
                "body and shortcut end in different shapes", $"the body's {body}", $"{shortcut}",
                "give the shortcut a convolution of kernel 1 with the body's channels and stride");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterShape> Parameters(Shape input) =>
        [.. Branches.SelectMany(branch => Parameters(branch, input))];

    /// <inheritdoc/>
    public override ReferenceOperator CreateReferenceOperator(Shape input) => new ReferenceResidual(this, input);

    /// <inheritdoc/>
    public override LaneOperator CreateLaneOperator(Shape input) => new LaneResidual(this, input);

    /// <inheritdoc/>
    public bool Equals(ResidualLayer? other) =>
        base.Equals(other) && Body.SequenceEqual(other!.Body) && Shortcut.SequenceEqual(other.Shortcut);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Body.Count, Shortcut.Count);

    private IReadOnlyList<Layer> FrozenIfBlock(IReadOnlyList<Layer> layers) =>
        Frozen ? [.. layers.Select(layer => layer with { Frozen = true })] : layers;

    private static Shape OutputShape(string name, IReadOnlyList<Layer> layers, Shape shape)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            try
            {
                shape = layers[i].OutputShape(shape);
            }
            catch (LayerShapeException exception)
            {
                throw new LayerShapeException($"{name}.{i}: {exception.Problem}", exception.Expected, exception.Got, exception.Fix);
            }
        }

        return shape;
    }

    private static IEnumerable<ParameterShape> Parameters(LayerBranch branch, Shape shape)
    {
        for (int i = 0; i < branch.Layers.Count; i++)
        {
            Layer layer = branch.Layers[i];
            foreach (ParameterShape parameter in layer.Parameters(shape))
            {
                yield return parameter with
                {
                    Name = $"{branch.Name}.{i}.{parameter.Name}",
                    Frozen = parameter.Frozen || layer.Frozen,
                };
            }

            shape = layer.OutputShape(shape);
        }
    }
}
