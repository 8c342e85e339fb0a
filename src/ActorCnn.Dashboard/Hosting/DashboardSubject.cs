using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Control;
using ActorCnn.Training.Runs;

namespace ActorCnn.Dashboard.Hosting;

/// <summary>The run that a dashboard shows.</summary>
public sealed record DashboardSubject
{
    /// <summary>The run's name.</summary>
    public required string Name { get; init; }

    /// <summary>Epochs wanted.</summary>
    public required int Epochs { get; init; }

    /// <summary>What is trained.</summary>
    public required Network Network { get; init; }

    /// <summary>The test samples; null when they are not to be had.</summary>
    public required Dataset? Test { get; init; }

    /// <summary>How its samples are normalized; null for not at all.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>Copies the weights; null while there are none. Called from a thread of the dashboard.</summary>
    public required Func<float[]?> Weights { get; init; }

    /// <summary>By which the run is looked at and controlled; null when nobody trains it.</summary>
    public RunControl? Control { get; init; }

    /// <summary>Epochs that were trained before.</summary>
    public IReadOnlyList<EpochMetrics> History { get; init; } = [];

    /// <summary>For a run that nobody trains: what it came to, as <c>completed</c> or <c>stopped</c>; null for one that is trained.</summary>
    public string? End { get; init; }

    /// <summary>What a completed run came to.</summary>
    public RunSummary? Summary { get; init; }
}
