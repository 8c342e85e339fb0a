namespace ActorCnn.Networks.Layers;

/// <summary>One trainable tensor of a layer.</summary>
/// <param name="Name"><c>weight</c> or <c>bias</c>.</param>
/// <param name="Dimensions">
/// Its sizes, outermost first: convolution weights are (output channels, input channels, kernel height, kernel width), dense
/// weights (outputs, inputs), biases (outputs).
/// </param>
public sealed record ParameterShape(string Name, IReadOnlyList<int> Dimensions)
{
    /// <summary>The number of values.</summary>
    /// <exception cref="OverflowException">The product is beyond 2^31 - 1.</exception>
    public int Count => Dimensions.Aggregate(1, (product, size) => checked(product * size));
}
