namespace ActorCnn.Dashboard.Looks;

/// <summary>What a network looks like at a moment: its first filters, which classes it takes for which, and where it is most wrong.</summary>
internal sealed record NetworkLook
{
    /// <summary>Steps made when the weights were copied.</summary>
    public required long Step { get; init; }

    /// <summary>The classes.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>The first layer's filters; null when it has none that are images.</summary>
    public required FilterSheet? Filters { get; init; }

    /// <summary>Test samples that were looked at.</summary>
    public required int Samples { get; init; }

    /// <summary>Test samples that there are.</summary>
    public required int AllSamples { get; init; }

    /// <summary>How often each class (row) was taken for each (column); null when there are too many classes for a table.</summary>
    public required IReadOnlyList<IReadOnlyList<int>>? Confusion { get; init; }

    /// <summary>The most frequent mistakes.</summary>
    public required IReadOnlyList<Mistake> Mistakes { get; init; }

    /// <summary>The samples whose right class was given the least probability, the worst first.</summary>
    public required IReadOnlyList<WorstSample> Worst { get; init; }
}

/// <summary>Filters of one layer.</summary>
/// <param name="Layer">The layer, as <c>layer 0, conv</c>.</param>
/// <param name="Total">How many it has; not all are shown.</param>
/// <param name="Rows">Rows of each.</param>
/// <param name="Columns">Columns of each.</param>
/// <param name="Channels">1: signed; 3: red, green and blue.</param>
/// <param name="Items">Each filter, channel by channel and row-major: a signed byte a weight, 127 for the largest of all filters.</param>
internal sealed record FilterSheet(string Layer, int Total, int Rows, int Columns, int Channels, IReadOnlyList<byte[]> Items);

/// <summary>A class that was taken for another.</summary>
internal sealed record Mistake(int Actual, int Predicted, long Samples);

/// <summary>A test sample that the network gets wrong.</summary>
/// <param name="Sample">Its position in the test data.</param>
/// <param name="Actual">Its class.</param>
/// <param name="ActualProbability">The probability given to that.</param>
/// <param name="Predicted">The class that was given most.</param>
/// <param name="PredictedProbability">How much.</param>
/// <param name="Image">What it looks like.</param>
internal sealed record WorstSample(
    int Sample, int Actual, double ActualProbability, int Predicted, double PredictedProbability, Picture Image);

/// <summary>An image for the page.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Channels">1: grey; 3: red, green and blue.</param>
/// <param name="Pixels">Channel by channel, row-major.</param>
internal sealed record Picture(int Rows, int Columns, int Channels, byte[] Pixels);
