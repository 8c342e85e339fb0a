using ActorCnn.Networks;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Runs;

namespace ActorCnn.Hosting;

/// <summary>What a host trains: an experiment from a YAML file or from code, and where its files go.</summary>
public sealed class TrainingOptions
{
    /// <summary>The experiment's YAML file; or else <see cref="Experiment"/>.</summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>The experiment, made in code.</summary>
    public RunConfiguration? Experiment { get; set; }

    /// <summary>Settings that win over both, as <c>training.epochs=3</c>.</summary>
    public IReadOnlyList<string> Overrides { get; set; } = [];

    /// <summary>Worker actors, at least one; one a core unless told otherwise. The weights do not depend on it.</summary>
    public int Workers { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// The run's directory; null for a new one, <c>runs/NAME-TIME</c>. A run that is there already is gone on with, so that a host which is
    /// started again finishes what it began.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>Whether the host stops when the run is over. False by default.</summary>
    public bool StopHostWhenDone { get; set; }

    /// <summary>
    /// Changes the prepared run before it is trained: its <see cref="TrainingRun.Trainer"/>, say, to that of a cluster's coordinator.
    /// </summary>
    public Action<TrainingRun>? OnPrepared { get; set; }

    internal RunRequest ToRequest()
    {
        if (ConfigurationFile is null == Experiment is null)
        {
            throw new InvalidInputException(
                "AddActorCnnTraining", "no single experiment to train", $"either {nameof(ConfigurationFile)} or {nameof(Experiment)}",
                Experiment is null ? "neither" : "both", "set one of them");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Workers);
        bool isThere = Directory is not null && RunDirectory.IsOfRun(Directory);
        return new RunRequest
        {
            Configuration = ConfigurationFile,
            Experiment = Experiment,
            Overrides = Overrides,
            Workers = Workers,
            Output = isThere ? null : Directory,
            Resume = isThere ? Directory : null,
        };
    }
}
