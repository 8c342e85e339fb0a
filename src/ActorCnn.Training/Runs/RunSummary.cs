using System.Text.Json.Serialization;

namespace ActorCnn.Training.Runs;

/// <summary>The content of <c>summary.json</c>: what a finished run came to.</summary>
/// <remarks>Keys are the names in snake case, in this order. A number that is NaN or infinite is written as null.</remarks>
public sealed record RunSummary
{
    /// <summary>SHA-256 over all parameters, see <see cref="Networks.Network.Sha256"/>.</summary>
    public required string WeightsSha256 { get; init; }

    /// <summary>SHA-256 of what the weights depend on in the configuration.</summary>
    public required string ConfigSha256 { get; init; }

    /// <summary>SHA-256 of the data.</summary>
    public required string DataSha256 { get; init; }

    /// <summary>Epochs trained.</summary>
    public required int Epochs { get; init; }

    /// <summary>Steps trained.</summary>
    public required long Steps { get; init; }

    /// <summary>Samples trained on, each counted as often as it was seen.</summary>
    public required long Samples { get; init; }

    /// <summary>Seconds of training, stops not counted.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary><see cref="Samples"/> over <see cref="TrainSeconds"/>.</summary>
    public required double SamplesPerSecond { get; init; }

    /// <summary>The mean loss over the test samples, in nats; null when nothing was evaluated, as the next two.</summary>
    public double? TestLoss { get; init; }

    /// <summary>The share of test samples told right.</summary>
    public double? TestAccuracy { get; init; }

    /// <summary>The mean probability given to the right class of the test samples.</summary>
    public double? TestProbability { get; init; }

    /// <summary>The epoch whose weights <c>best.safetensors</c> holds; left out of a run that keeps none, as the next three.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BestEpoch { get; init; }

    /// <summary>The mean loss over the test samples after it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BestTestLoss { get; init; }

    /// <summary>The share of test samples told right after it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BestTestAccuracy { get; init; }

    /// <summary>The mean probability given to the right class of the test samples after it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? BestTestProbability { get; init; }

    /// <summary>Why the run stopped before its last epoch; left out of one that did not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? StoppedEarly { get; init; }

    /// <summary>Nodes at the end.</summary>
    public required int Nodes { get; init; }

    /// <summary>Workers at the end, over all nodes.</summary>
    public required int Workers { get; init; }

    /// <summary>Shards granted again because a worker failed, was lost or was late.</summary>
    public required long ShardsReissued { get; init; }

    /// <summary>Nodes lost on the way.</summary>
    public required int NodesLost { get; init; }

    /// <summary>True unless a mode that gives up the same bits on any cluster was on.</summary>
    public required bool Deterministic { get; init; }

    /// <summary>How gradients were made smaller for the network, which changes the weights; left out where they were not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Compression { get; init; }
}
