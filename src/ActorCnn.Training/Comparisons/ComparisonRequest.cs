namespace ActorCnn.Training.Comparisons;

/// <summary>What is wanted of a comparison.</summary>
public sealed record ComparisonRequest
{
    /// <summary>A configuration's file, or a comparison's.</summary>
    public required string Configuration { get; init; }

    /// <summary>Settings of every variant, as <c>training.epochs=3</c>; a variant's own win.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Lists of values, as <c>network.7.init=seed,glorot</c>; several give every combination.</summary>
    public IReadOnlyList<string> Variations { get; init; } = [];

    /// <summary>Trials of each variant; null for as many as the file says.</summary>
    public int? Trials { get; init; }

    /// <summary>Epochs to show beside the end; none for those that the file says.</summary>
    public IReadOnlyList<int> At { get; init; } = [];

    /// <summary>Worker actors of each trial.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>The directory; null for <c>runs/NAME-compare-TIME</c>.</summary>
    public string? Output { get; init; }
}
