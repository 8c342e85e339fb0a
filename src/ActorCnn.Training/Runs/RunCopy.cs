using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Training.Runs;

/// <summary>
/// A node's own copy of a run that is coordinated elsewhere: its configuration, its newest checkpoints and the metrics up to them, in a
/// directory like any run's. The node that takes over goes on from it, and so can a person. Not for several threads.
/// </summary>
/// <param name="path">The directory. It is made when the copy begins, and may hold an older copy of the same run.</param>
public sealed class RunCopy(string path) : IDisposable
{
    private RunDirectory? _directory;
    private ConfigurationFile? _file;

    /// <summary>The directory.</summary>
    public string Path { get; } = path;

    /// <summary>Begins the copy with the run's configuration.</summary>
    /// <param name="configuration">The run's configuration, as YAML.</param>
    /// <exception cref="InvalidInputException">The directory holds another run, or cannot be made.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Begin(string configuration)
    {
        _file = ConfigurationFile.Parse(configuration, "the run's configuration", []);
        if (_directory is null)
        {
            bool isThere = RunDirectory.IsOfRun(Path);
            _directory = isThere ? RunDirectory.Resume(Path) : RunDirectory.Create(Path);
            if (isThere && RunConfiguration.Load(_directory.Config, []).DifferenceFrom(_file.Configuration) is { } difference)
            {
                throw new InvalidInputException(
                    Path, $"the directory holds a run with another {difference.Setting}", difference.Other, difference.Own,
                    "give another directory by --out");
            }
        }

        _directory.WriteConfig(configuration);
    }

    /// <summary>Keeps a checkpoint and the metrics before it.</summary>
    /// <param name="step">The number of updates in the checkpoint.</param>
    /// <param name="metrics">The whole of <c>metrics.jsonl</c>.</param>
    /// <param name="writeCheckpoint">Writes the checkpoint's bytes, and throws when they are not what they should be.</param>
    /// <exception cref="IOException">The disk is full or failing; the copy is as it was.</exception>
    public Task KeepAsync(long step, byte[] metrics, Func<Stream, Task> writeCheckpoint)
    {
        // Metrics that go beyond the newest checkpoint do no harm: they are trimmed. Those that lack an epoch would lack it for ever.
        AtomicFile.WriteBytes(_directory!.Metrics, metrics);
        return Store().ReceiveAsync(step, writeCheckpoint);
    }

    /// <summary>Prepares to go on with the run from the newest whole checkpoint, or from the beginning when there is none.</summary>
    /// <param name="data">The run's data.</param>
    /// <param name="workers">Worker actors.</param>
    /// <exception cref="InvalidInputException">A checkpoint of another run is there.</exception>
    public TrainingRun Prepare(DataSplit data, int workers)
    {
        ArgumentNullException.ThrowIfNull(data);
        RunConfiguration configuration = _file!.Configuration;
        Network network = _file.CreateNetwork(data.Train.Shape, data.Train.ClassNames.Count);
        CheckpointReading reading = Store().ReadNewest();
        reading.Newest?.Header.RequireSameRun(configuration.Sha256, data.Sha256, network.ParameterCount, reading.Newest.Path);
        TrainingRun run = new(Path, _directory)
        {
            Configuration = configuration,
            Data = data,
            Network = network,
            Workers = workers,
            Start = reading.Newest,
            Warnings = reading.Warnings,
        };

        // The lock is the training's now.
        _directory = null;
        return run;
    }

    /// <summary>Puts what a copy has come to in the place of the run that it is a copy of, and removes the copy.</summary>
    /// <param name="copy">The copy's directory; nobody may write to it any more.</param>
    /// <param name="run">The run's directory.</param>
    /// <exception cref="InvalidInputException">Somebody writes to the run's directory.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public static void MoveInto(string copy, string run)
    {
        using (RunDirectory source = RunDirectory.Resume(copy))
        using (RunDirectory target = RunDirectory.IsOfRun(run) ? RunDirectory.Resume(run) : RunDirectory.Create(run))
        {
            foreach (string file in (string[])[source.Metrics, source.Model, source.Summary, source.Config])
            {
                if (File.Exists(file))
                {
                    File.Move(file, System.IO.Path.Combine(run, System.IO.Path.GetFileName(file)), overwrite: true);
                }
            }

            Directory.CreateDirectory(source.Checkpoints);
            if (Directory.Exists(target.Checkpoints))
            {
                Directory.Delete(target.Checkpoints, recursive: true);
            }

            Directory.Move(source.Checkpoints, target.Checkpoints);
        }

        Directory.Delete(copy, recursive: true);
    }

    /// <summary>Frees the directory for other processes.</summary>
    public void Dispose() => _directory?.Dispose();

    private CheckpointStore Store() => new(_directory!.Checkpoints, _file!.Configuration.Training.Checkpoints.Keep);
}
