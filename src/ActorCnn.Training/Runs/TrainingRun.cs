using System.Globalization;
using ActorCnn.Data;
using ActorCnn.Networks;
using ActorCnn.Training.Checkpoints;
using ActorCnn.Training.Configuration;
using ActorCnn.Training.Configuration.Kinds;
using ActorCnn.Training.Control;
using ActorCnn.Training.EarlyStopping;
using ActorCnn.Training.Parameters;
using ActorCnn.Training.Protocol;
using ActorCnn.Training.Reporting;
using ActorCnn.Training.Sessions;
using ActorCnn.Training.Sharding;

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

    /// <summary>What is done to the samples; learned from the training samples where it is to be learned.</summary>
    public SamplePreparation Preparation => field ??= Configuration.PreparationFor(Data);

    /// <summary>The run's plan.</summary>
    public RunSchedule Schedule => RunSchedule.Create(Configuration.Training, Data.Train.Count, Data.Test.Count);

    /// <summary>What trains: this process alone, unless another way is given.</summary>
    public Func<TrainingJob, Func<string>?, CancellationToken, Task<TrainingResult>> Trainer { get; set; } = TrainingSession.RunAsync;

    /// <summary>Slices of the parameters; null for as many as pay. The weights do not depend on it.</summary>
    public int? Slices { get; set; }

    /// <summary>What keeps copies of the weights for observers; null for nobody.</summary>
    public WeightSnapshots? Snapshots { get; set; }

    /// <summary>By which others may look at the run and change its course; <c>actorcnn control</c> uses it too.</summary>
    public RunControl Control { get; } = new();

    /// <summary>Is told what training does without, a sentence each.</summary>
    public Action<string> Warn { get; set; } = _ => { };

    /// <summary>What the configuration gives up of the weights that every other run of it has: a line each.</summary>
    public IEnumerable<string> Notices
    {
        get
        {
            if (Configuration.Training.Staleness is { } bound)
            {
                yield return $"asynchronous: a shard's gradient is applied to weights at most {bound} updates newer than its own; the result is not deterministic";
            }

            switch (Configuration.Training.Compression)
            {
                case { Kind: CompressionKind.Float16 }:
                    yield return "compression float16: gradients are rounded to 16 bits; the result is another than without, and the same on any cluster";
                    break;
                case { Kind: CompressionKind.TopK, Fraction: double fraction }:
                    yield return $"compression top-k: of each shard's gradient the largest numbers, {Percent(fraction)}, are used at once, the rest is added to "
                        + "its next; the result is another than without, and the same for any number of workers";
                    break;
            }
        }
    }

    private RunPosition Position => Start?.Header.Position ?? RunPosition.Start;

    // Best weights that somebody has removed are none: another epoch's are kept in their place.
    private RunPosition StartingAt => Position is { Watch: { Best: not null } watch } && !File.Exists(_directory!.Best)
        ? Position with { Watch = watch with { Best = null } }
        : Position;

    /// <summary>
    /// Trains. The directory gets <c>config.yaml</c> at the start, <c>metrics.jsonl</c> and <c>checkpoints/</c> on the way, and
    /// <c>best.safetensors</c> where the best weights are kept; <c>model.safetensors</c> and <c>summary.json</c> come when the last epoch is
    /// done. A run that was stopped or failed leaves those two as they were.
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

        // What a checkpoint holds of them is checked before anything is written.
        ShardResiduals? residuals = ShardResiduals.Of(Schedule, Network, Start?.Residuals, Start?.Path ?? Path);
        _directory ??= RunDirectory.Create(Path);
        _directory.WriteConfig(Configuration.ToYaml());
        _directory.NoteFailure(null);
        string configSha256 = Configuration.Sha256;
        ModelFileWriter model = new(writeModel, Configuration, Data, Network, Preparation.Normalization);
        using ControlSocket? socket = ControlSocket.TryListen(Path, Control, out string problem);
        if (socket is null)
        {
            Warn(problem);
        }

        TrainingResult result;
        using (MetricsWriter metrics = _directory.OpenMetrics(keepThroughEpoch: Position.Epoch))
        {
            CheckpointStore checkpoints = new(_directory.Checkpoints, Configuration.Training.Checkpoints.Keep);
            TrainingJob job = TrainingJob.Of(Configuration, Network, Data, Preparation) with
            {
                Workers = Workers,
                Slices = Slices,
                Weights = Start?.Parameters,
                OptimizerState = Start?.OptimizerState,
                Residuals = residuals,
                Position = StartingAt,
                Checkpoints = new CheckpointWriter(
                    checkpoints, configSha256, Data.Sha256, Preparation.Normalization, residuals, model, _directory.Best),
                Snapshots = Snapshots,
                Control = Control,
                Observers = [new MetricsObserver(metrics), new ControlLog(_directory.ControlLog), Control, .. observers],
            };
            result = await Trainer(job, stopReason, stop).ConfigureAwait(false);
        }

        string weightsSha256 = Network.Sha256(result.Weights);
        if (result.End.Outcome != RunOutcome.Completed)
        {
            _directory.NoteFailure(result.End.Outcome == RunOutcome.Failed ? result.End.Reason : null);
            return new RunResult(result.End, weightsSha256, null);
        }

        RunSummary summary = Summarize(result.End, weightsSha256, configSha256);
        model.Write(_directory.Model, result.Weights, summary.Epochs);
        _directory.WriteSummary(summary);
        return new RunResult(result.End, weightsSha256, summary);
    }

    /// <summary>Frees the directory for other processes.</summary>
    public void Dispose() => _directory?.Dispose();

    private static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{fraction:0.####%}");

    private RunSummary Summarize(RunEnded end, string weightsSha256, string configSha256)
    {
        long samples = (long)end.Position.Epoch * Data.Train.Count;
        BestEpoch? best = Configuration.Training.KeepBest is null ? null : end.Position.Watch?.Best;
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
            BestEpoch = best?.Value.Epoch,
            BestTestLoss = best?.Test?.Loss,
            BestTestAccuracy = best?.Test?.Accuracy,
            BestTestProbability = best?.Test?.Probability,
            StoppedEarly = end.Reason.Length == 0 ? null : end.Reason,
            Nodes = end.Nodes,
            Workers = end.Workers,
            ShardsReissued = end.Position.ShardsReissued,
            NodesLost = end.Position.NodesLost,
            Deterministic = Configuration.Training.Staleness is null,
            Compression = ModeSettings.NameOf(Configuration.Training.Compression),
        };
    }
}

/// <summary>How a run ended.</summary>
/// <param name="End">Its last event.</param>
/// <param name="WeightsSha256">SHA-256 of the weights then.</param>
/// <param name="Summary">What it came to; null unless it was completed.</param>
public sealed record RunResult(RunEnded End, string WeightsSha256, RunSummary? Summary);
