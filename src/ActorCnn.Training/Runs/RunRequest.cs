using ActorCnn.Training.Configuration;

namespace ActorCnn.Training.Runs;

/// <summary>What is wanted of a training.</summary>
public sealed record RunRequest
{
    /// <summary>The configuration's file; null for that of the run that is resumed, or for <see cref="Experiment"/>.</summary>
    public string? Configuration { get; init; }

    /// <summary>The experiment where it is made in code, not read from a file; it is checked as a file is.</summary>
    public RunConfiguration? Experiment { get; init; }

    /// <summary>Settings that win over the file's, as <c>training.epochs=3</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>Worker actors, at least one.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>The directory of a new run; null for <c>runs/NAME-TIME</c>.</summary>
    public string? Output { get; init; }

    /// <summary>The directory of the run to go on with; null for a new one.</summary>
    public string? Resume { get; init; }
}
