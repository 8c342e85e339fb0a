using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Control;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;

namespace ActorCnn.Training.Runs;

/// <summary>
/// A run with its directory: prepared by <see cref="RunPreparation"/>, which checks all that a person gave, and then trained, with its
/// files written as it goes. One run is used once.
/// </summary>
public sealed class TrainingRun : IDisposable
{
    private RunDirectory? _directory;

    internal TrainingRun(string path, RunDirectory? directory) => (Path, _directory) = (path, directory);

    /// <summary>The run's directory. A new run's is made when it starts.</summary>
    public string Path { get; }

    /// <summary>The effective configuration.</summary>
    public required RunConfiguration Configuration { get; init; }

    /// <summary>The samples.</summary>
    public required DataSplit Data { get; init; }

    /// <summary>What is trained.</summary>
    public required Network Network { get; init; }

    /// <summary>Worker actors.</summary>
    public required int Workers { get; init; }

    /// <summary>The checkpoint to go on from; null for a new run.</summary>
    public Checkpoint? Start { get; init; }

    /// <summary>Checkpoints that were passed over, a line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule => RunSchedule.Create(Configuration.Training, Data.Train.Count, Data.Test.Count);

    /// <summary>What trains: this process alone, unless another way is given.</summary>
    public Func<TrainingJob, Func<string>?, CancellationToken, Task<TrainingResult>> Trainer { get; set; } = TrainingSession.RunAsync;

    /// <summary>Slices of the parameters; null for as many as pay. The weights do not depend on it.</summary>
    public int? Slices { get; set; }

    /// <summary>By which others may look at the run and change its course; <c>actorcnn control</c> uses it too.</summary>
    public RunControl Control { get; } = new();

    /// <summary>Is told what training does without, a sentence each.</summary>
    public Action<string> Warn { get; set; } = _ => { };

    private RunPosition Position => Start?.Header.Position ?? RunPosition.Start;

    /// <summary>
    /// Trains. The directory gets <c>config.yaml</c> at the start, <c>metrics.jsonl</c> and <c>checkpoints/</c> on the way, and
    /// <c>model.safetensors</c> and <c>summary.json</c> when the last epoch is done; a run that was stopped or failed leaves those two as
    /// they were.
    /// </summary>
    /// <param name="writeModel">Writes the model's file.</param>
    /// <param name="observers">Who is told what happens.</param>
    /// <param name="stopReason">Says why a stop was asked for, when it was.</param>
    /// <param name="stop">Asks for an orderly stop after the step in hand.</param>
    /// <exception cref="InvalidInputException">The directory already holds a run, or cannot be made.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public async Task<RunResult> TrainAsync(
        ModelWriter writeModel, IReadOnlyList<IRunObserver> observers, Func<string>? stopReason = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(writeModel);
        _directory ??= RunDirectory.Create(Path);
        _directory.WriteConfig(Configuration.ToYaml());
        string configSha256 = Configuration.Sha256;
        using ControlSocket? socket = ControlSocket.TryListen(Path, Control, out string problem);
        if (socket is null)
        {
            Warn(problem);
        }

        TrainingResult result;
        using (MetricsWriter metrics = _directory.OpenMetrics(keepThroughEpoch: Position.Epoch))
        {
            CheckpointStore checkpoints = new(_directory.Checkpoints, Configuration.Training.Checkpoints.Keep);
            TrainingJob job = new()
            {
                Network = Network,
                Data = Data,
                Schedule = Schedule,
                Loss = Configuration.Loss,
                Optimizer = Configuration.Training.Optimizer,
                Seed = Configuration.Seed,
                Shuffle = Configuration.Training.Shuffle,
                Workers = Workers,
                Slices = Slices,
                Weights = Start?.Parameters,
                OptimizerState = Start?.OptimizerState,
                Position = Position,
                Checkpoints = new CheckpointWriter(checkpoints, configSha256, Data.Sha256),
                Control = Control,
                Observers = [new MetricsObserver(metrics), new ControlLog(_directory.ControlLog), Control, .. observers],
            };
            result = await Trainer(job, stopReason, stop).ConfigureAwait(false);
        }

        string weightsSha256 = Network.Sha256(result.Weights);
        if (result.End.Outcome != RunOutcome.Completed)
        {
            return new RunResult(result.End, weightsSha256, null);
        }

        RunSummary summary = Summarize(result.End, weightsSha256, configSha256);
        WriteModel(writeModel, result.Weights, summary);
        _directory.WriteSummary(summary);
        return new RunResult(result.End, weightsSha256, summary);
    }

    /// <summary>Frees the directory for other processes.</summary>
    public void Dispose() => _directory?.Dispose();

    private RunSummary Summarize(RunEnded end, string weightsSha256, string configSha256)
    {
        long samples = (long)end.Position.Epoch * Data.Train.Count;
        return new RunSummary
        {
            WeightsSha256 = weightsSha256,
            ConfigSha256 = configSha256,
            DataSha256 = Data.Sha256,
            Epochs = end.Position.Epoch,
            Steps = end.Position.Step,
            Samples = samples,
            TrainSeconds = end.Position.TrainSeconds,
            SamplesPerSecond = samples / end.Position.TrainSeconds,
            TestLoss = end.Test?.Loss,
            TestAccuracy = end.Test?.Accuracy,
            TestProbability = end.Test?.Probability,
            Nodes = end.Nodes,
            Workers = end.Workers,
            ShardsReissued = end.Position.ShardsReissued,
            NodesLost = end.Position.NodesLost,
            Deterministic = true,
        };
    }

    private void WriteModel(ModelWriter write, float[] weights, RunSummary summary)
    {
        ModelMetadata metadata = new()
        {
            Name = Configuration.Name,
            Classes = Data.Train.ClassNames,
            Input = Network.Input,
            Epochs = summary.Epochs,
            ConfigSha256 = summary.ConfigSha256,
            DataSha256 = summary.DataSha256,
            WeightsSha256 = summary.WeightsSha256,
        };
        using AtomicFile file = new(_directory!.Model);
        write(file.Stream, Network, weights, metadata.ToDictionary());
        file.Commit();
    }
}

/// <summary>How a run ended.</summary>
/// <param name="End">Its last event.</param>
/// <param name="WeightsSha256">SHA-256 of the weights then.</param>
/// <param name="Summary">What it came to; null unless it was completed.</param>
public sealed record RunResult(RunEnded End, string WeightsSha256, RunSummary? Summary);
