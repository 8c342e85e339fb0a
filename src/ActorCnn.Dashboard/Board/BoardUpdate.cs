namespace ActorCnn.Dashboard.Board;

/// <summary>What the page is told: how the run stands, and the rows of the curves that it has not seen.</summary>
internal sealed record BoardUpdate
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary><c>waiting</c>, <c>training</c>, <c>evaluating</c>, <c>checkpointing</c>, <c>pausing</c>, <c>paused</c>, <c>completed</c>,
    /// <c>stopped</c> or <c>failed</c>.</summary>
    public required string Phase { get; init; }

    /// <summary>True when nothing more will come.</summary>
    public required bool IsOver { get; init; }

    /// <summary>The epoch in hand, from one.</summary>
    public required int Epoch { get; init; }

    /// <summary>Epochs wanted.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps made.</summary>
    public required long Step { get; init; }

    /// <summary>Steps wanted.</summary>
    public required long Steps { get; init; }

    /// <summary>The loss of the epoch so far; NaN, told as null, before the first step.</summary>
    public required double TrainLoss { get; init; }

    /// <summary>The accuracy of the epoch so far.</summary>
    public required double TrainAccuracy { get; init; }

    /// <summary>The newest loss on the test samples.</summary>
    public required double TestLoss { get; init; }

    /// <summary>The newest accuracy on them.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>The newest mean probability given to the right class.</summary>
    public required double TestProbability { get; init; }

    /// <summary>Training samples a second over the last seconds.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Seconds of training, stops and pauses left out.</summary>
    public required double ElapsedSeconds { get; init; }

    /// <summary>Shards that were granted more than once.</summary>
    public required long ShardsReissued { get; init; }

    /// <summary>Nodes that were lost.</summary>
    public required int NodesLost { get; init; }

    /// <summary>The step of the newest checkpoint; null before the first.</summary>
    public required long? CheckpointStep { get; init; }

    /// <summary>The nodes, those that are gone last.</summary>
    public required IReadOnlyList<NodeRow> Nodes { get; init; }

    /// <summary>What happened, the newest last.</summary>
    public required IReadOnlyList<Note> Notes { get; init; }

    /// <summary>By step: epoch with fraction, loss, accuracy.</summary>
    public required Rows ByStep { get; init; }

    /// <summary>By epoch: epoch, loss in training, loss, accuracy and probability on the test samples.</summary>
    public required Rows ByEpoch { get; init; }

    /// <summary>By time: seconds, samples a second.</summary>
    public required Rows Speed { get; init; }

    /// <summary>Counts up with each new look at the network.</summary>
    public required int Look { get; init; }
}

/// <summary>A node as the page shows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>computing</c>, <c>waiting</c>, <c>late</c>, <c>done</c>, <c>left</c> or <c>lost</c>.</param>
/// <param name="Shards">Shards in hand.</param>
/// <param name="Workers">Samples a second of each of its workers.</param>
internal sealed record NodeRow(string Name, string State, int Shards, IReadOnlyList<double> Workers);

/// <summary>Something that happened.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="Seconds">Seconds since the dashboard began.</param>
/// <param name="IsWarning">Whether something went wrong.</param>
/// <param name="Text">One sentence.</param>
internal sealed record Note(long Id, double Seconds, bool IsWarning, string Text);

/// <summary>Rows of a curve.</summary>
/// <param name="Anew">True when they replace what the page has, false when they follow it.</param>
/// <param name="Items">The rows.</param>
internal sealed record Rows(bool Anew, IReadOnlyList<float[]> Items);
