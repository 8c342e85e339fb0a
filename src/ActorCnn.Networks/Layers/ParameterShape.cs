namespace ActorCnn.Networks.Layers;

/// <summary>One tensor of a layer that a run keeps: trained, or a running average.</summary>
/// <param name="Name">
/// Its name in the layer, as <c>weight</c>, <c>bias</c> or <c>running_mean</c>; a block names those of the layers inside it as
/// <c>body.0.weight</c>.
/// </param>
/// <param name="Dimensions">
/// Its sizes, outermost first: convolution weights are (output channels, input channels of a group, kernel height, kernel width), dense
/// weights (outputs, inputs), biases (outputs).
/// </param>
public sealed record ParameterShape(string Name, IReadOnlyList<int> Dimensions)
{
    /// <summary>What every value starts at; a <c>weight</c> starts as its layer's initializer says instead.</summary>
    public float Start { get; init; }

    /// <summary>True when the layer inside another one that it belongs to is frozen.</summary>
    public bool Frozen { get; init; }

    /// <summary>
    /// For a running average, which no optimizer changes, the weight of the newest statistic in it; null for what is trained.
    /// </summary>
    public float? RunningMomentum { get; init; }

    /// <summary>The number of values.</summary>
    /// <exception cref="OverflowException">The product is beyond 2^31 - 1.</exception>
    public int Count => Dimensions.Aggregate(1, (product, size) => checked(product * size));
}
