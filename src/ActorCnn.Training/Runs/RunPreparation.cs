using ActorCnn.Data;
using ActorCnn.Data.Sources;
using ActorCnn.Networks;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Configuration;

namespace ActorCnn.Training.Runs;

/// <summary>
/// Reads and checks all that a training needs: configuration, data, network, and for a run that goes on its directory and its newest
/// whole checkpoint. Nothing is written, so that whatever is wrong leaves no trace.
/// </summary>
public static class RunPreparation
{
    /// <summary>Prepares a new run, or one that goes on when the request names its directory.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="time">The clock that a new directory's name shows.</param>
    /// <exception cref="InvalidInputException">Something given cannot be used; one line a mistake.</exception>
    public static TrainingRun Prepare(RunRequest request, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(time);
        return request.Resume is { } directory ? Resume(request, directory) : Begin(request, time);
    }

    /// <summary>What the run came to that the request wants to go on with, when there is nothing left to train; null otherwise.</summary>
    /// <exception cref="InvalidInputException">The directory holds no run, or the request does not agree with it.</exception>
    public static RunSummary? FindCompleted(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Resume is null)
        {
            return null;
        }

        using RunDirectory directory = RunDirectory.Open(request.Resume);
        RunConfiguration configuration = LoadAgreeing(request, directory).Configuration;
        return directory.ReadSummary() is { } summary && File.Exists(directory.Model)
            && (summary.Epochs >= configuration.Training.Epochs
                || (summary.StoppedEarly is not null && configuration.Training.EarlyStopping == RunConfiguration.Load(directory.Config, []).Training.EarlyStopping))
            ? summary
            : null;
    }

    private static TrainingRun Begin(RunRequest request, TimeProvider time)
    {
        if (request.Output is not null)
        {
            RunDirectory.RequireNoRun(request.Output);
        }

        ConfigurationFile file = LoadWanted(request, request.Configuration!);
        (DataSplit data, Network network) = LoadData(file);
        RunConfiguration configuration = file.Configuration;
        return new TrainingRun(request.Output ?? RunDirectory.DefaultPath(configuration.Name, time.GetLocalNow()), null)
        {
            Configuration = WithFullPath(configuration),
            Data = data,
            Network = network,
            Workers = request.Workers,
        };
    }

    private static TrainingRun Resume(RunRequest request, string path)
    {
        RunDirectory directory = RunDirectory.Resume(path);
        try
        {
            ConfigurationFile file = LoadAgreeing(request, directory);
            RunConfiguration configuration = file.Configuration;
            CheckpointReading reading = new CheckpointStore(directory.Checkpoints, configuration.Training.Checkpoints.Keep).ReadNewest();
            Checkpoint checkpoint = reading.Newest ?? throw new InvalidInputException(
                [.. reading.Warnings, NoCheckpoint(directory, reading.Warnings.Count)]);
            int epoch = checkpoint.Header.Position.Epoch;
            if (configuration.Training.KeepBest is not null)
            {
                // The best weights may be those of an epoch after the checkpoint, which the run must reach again to know them.
                epoch = Math.Max(epoch, directory.ReadMetrics().Select(line => line.Epoch).DefaultIfEmpty().Max());
            }

            if (configuration.Training.Epochs < epoch)
            {
                throw new InvalidInputException(
                    path, "the run has gone beyond the epochs that are wanted", $"at least {epoch}", $"{configuration.Training.Epochs}",
                    $"give --epochs {epoch} or more");
            }

            (DataSplit data, Network network) = LoadData(file);
            checkpoint.Header.RequireSameRun(configuration.Sha256, data.Sha256, network.ParameterCount, checkpoint.Path);
            directory.ReadMetrics();
            return new TrainingRun(path, directory)
            {
                Configuration = WithFullPath(configuration),
                Data = data,
                Network = network,
                Workers = request.Workers,
                Start = checkpoint,
                Warnings = reading.Warnings,
            };
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private static string NoCheckpoint(RunDirectory directory, int damaged) => InvalidInputException.Describe(
        directory.Root, "there is no checkpoint to go on from", $"a whole one in {directory.Checkpoints}",
        damaged == 0 ? "none" : $"{damaged} damaged", "train anew into another directory");

    // The configuration that a run goes on with: its own with overrides, or another file that leads to the same weights.
    private static ConfigurationFile LoadAgreeing(RunRequest request, RunDirectory directory)
    {
        RunConfiguration own = RunConfiguration.Load(directory.Config, []);
        ConfigurationFile wanted = LoadWanted(request, request.Configuration ?? directory.Config);
        return wanted.Configuration.DifferenceFrom(own) is { } difference
            ? throw new InvalidInputException(
                directory.Root, $"the run began with another {difference.Setting}", difference.Other, difference.Own,
                "leave it as it was, or train anew into another directory")
            : wanted;
    }

    // An experiment made in code goes the way of a file, so that it is checked alike.
    private static ConfigurationFile LoadWanted(RunRequest request, string path) => request.Experiment is { } made
        ? ConfigurationFile.Parse(made.ToYaml(), made.Name, request.Overrides)
        : ConfigurationFile.Load(path, request.Overrides);

    private static (DataSplit Data, Network Network) LoadData(ConfigurationFile file)
    {
        DataSplit data = file.Configuration.Data.Load(file.Configuration.Seed);
        return (data, file.CreateNetwork(data.Train.Shape, data.Train.ClassNames.Count));
    }

    // A run's own configuration is read from anywhere.
    private static RunConfiguration WithFullPath(RunConfiguration configuration) =>
        configuration.Data is FileSource files
            ? configuration with { Data = files with { Folder = Path.GetFullPath(files.Folder) } }
            : configuration;
}
