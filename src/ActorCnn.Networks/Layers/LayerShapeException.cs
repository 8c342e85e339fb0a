namespace ActorCnn.Networks.Layers;

/// <summary>A layer cannot be applied to the shape that reaches it, or a setting of it is out of range.</summary>
public sealed class LayerShapeException(string problem, string expected, string got, string fix)
    : Exception(InvalidInputException.Describe("layer", problem, expected, got, fix))
{
    /// <summary>What is wrong, as <c>kernel larger than its input</c>.</summary>
    public string Problem { get; } = problem;

    /// <summary>What would be right.</summary>
    public string Expected { get; } = expected;

    /// <summary>What was found.</summary>
    public string Got { get; } = got;

    /// <summary>How to mend it.</summary>
    public string Fix { get; } = fix;
}
