using ActorCnn.Networks;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Training.Runs;

/// <summary>How a run stands.</summary>
public enum RunState
{
    /// <summary>A process is training it.</summary>
    Training,

    /// <summary>All that was wanted is trained.</summary>
    Done,

    /// <summary>It can be resumed.</summary>
    Stopped,

    /// <summary>It could not go on.</summary>
    Failed,

    /// <summary>Its files cannot be read.</summary>
    Damaged,
}

/// <summary>A run in a list of runs, as far as its directory tells without its weights and its data.</summary>
public sealed record RunOverview
{
    /// <summary>Its directory.</summary>
    public required string Path { get; init; }

    /// <summary>When it first started, in this machine's time zone.</summary>
    public required DateTime Started { get; init; }

    /// <summary>How it stands.</summary>
    public required RunState State { get; init; }

    /// <summary>Why it failed or cannot be read; empty otherwise.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Epochs trained.</summary>
    public int Epochs { get; init; }

    /// <summary>Epochs wanted.</summary>
    public int EpochsWanted { get; init; }

    /// <summary>The newest evaluation; null before the first.</summary>
    public EpochMetrics? Evaluated { get; init; }

    /// <summary>Seconds of training.</summary>
    public double Seconds { get; init; }

    /// <summary>SHA-256 of the weights at the end; null when it is not done.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Reads every run that lies in a directory, the one that started first at the top. Other files and folders are passed over.</summary>
    /// <exception cref="InvalidInputException">There is no such directory.</exception>
    public static IReadOnlyList<RunOverview> ReadAll(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new InvalidInputException(
                directory, "no such directory", "the directory of all runs", "nothing", "train first, or name another directory");
        }

        return [.. Directory.EnumerateDirectories(directory)
            .Where(RunDirectory.IsOfRun)
            .Select(Read)
            .OrderBy(run => run.Started)
            .ThenBy(run => run.Path, StringComparer.Ordinal)];
    }

    /// <summary>Reads a run. One whose files cannot be read is told as damaged.</summary>
    /// <exception cref="InvalidInputException">It is not the directory of a run.</exception>
    public static RunOverview Read(string path)
    {
        using RunDirectory run = RunDirectory.Open(path);
        try
        {
            return Read(run);
        }
        catch (Exception exception) when (exception is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            return new RunOverview { Path = path, Started = run.Started, State = RunState.Damaged, Problem = exception.Message };
        }
    }

    private static RunOverview Read(RunDirectory run)
    {
        RunConfiguration configuration = RunConfiguration.Load(run.Config, []);
        IReadOnlyList<EpochMetrics> metrics = run.ReadMetrics();
        RunSummary? summary = run.ReadSummary();
        int epochs = metrics.Count == 0 ? 0 : metrics[^1].Epoch;

        // A run that went on after it was done has trained more than its summary says.
        bool isDone = summary is not null && epochs <= summary.Epochs;
        string? failure = run.ReadFailure();
        return new RunOverview
        {
            Path = run.Root,
            Started = run.Started,
            State = run.IsInUse ? RunState.Training : failure is not null ? RunState.Failed : isDone ? RunState.Done : RunState.Stopped,
            Problem = failure ?? "",
            Epochs = epochs,
            EpochsWanted = configuration.Training.Epochs,
            Evaluated = metrics.LastOrDefault(epoch => epoch.TestLoss is not null),
            Seconds = metrics.Count == 0 ? 0 : metrics[^1].ElapsedSeconds,
            WeightsSha256 = isDone ? summary!.WeightsSha256 : null,
        };
    }
}
