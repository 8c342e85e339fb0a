using ActorCnn.Training.Reporting;
using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Comparisons;

/// <summary>
/// Trains the trials of a comparison, several at once: first the first trial of every variant, then the second of each. A trial is
/// trained in a hidden folder and moved to its place when it has ended, so that its directory appears whole or not at all. The weights do
/// not depend on how many trials share the machine.
/// </summary>
/// <param name="comparison">What to train.</param>
/// <param name="atOnce">How many trials are trained at once, at least one.</param>
/// <param name="writeModel">Writes the models' files.</param>
/// <param name="onEnded">Is told of every trial that has ended, one at a time, on any thread.</param>
public sealed class ComparisonRun(Comparison comparison, int atOnce, ModelWriter writeModel, Action<TrialResult> onEnded)
{
    private readonly Lock _lock = new();
    private readonly List<TrialResult> _ended = [];
    private int _next = -1;

    private string Unfinished => Path.Combine(comparison.Path, ".unfinished");

    /// <summary>Trains until all trials have ended or a stop is asked for.</summary>
    /// <param name="stop">Asks for an end; the trials in hand are dropped.</param>
    /// <returns>The variants with the trials that have ended.</returns>
    /// <exception cref="IOException">The disk is full or failing; trials that had ended stay.</exception>
    public async Task<IReadOnlyList<VariantResult>> RunAsync(CancellationToken stop)
    {
        using CancellationTokenSource abort = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => Task.Run(() => TrainAsync(abort), CancellationToken.None)))
                .ConfigureAwait(false);
        }
        finally
        {
            Clean();
        }

        return [.. comparison.Variants.Select(variant => new VariantResult(
            variant, [.. _ended.Where(trial => trial.Variant == variant).OrderBy(trial => trial.Number)]))];
    }

    /// <summary>Removes trials that have not ended, and the directory when nothing else is in it.</summary>
    public void Clean()
    {
        if (Directory.Exists(Unfinished))
        {
            Directory.Delete(Unfinished, recursive: true);
        }

        if (Directory.Exists(comparison.Path) && !Directory.EnumerateFileSystemEntries(comparison.Path).Any())
        {
            Directory.Delete(comparison.Path);
        }
    }

    private async Task TrainAsync(CancellationTokenSource abort)
    {
        try
        {
            int trials = comparison.Trials * comparison.Variants.Count;
            for (int i = Interlocked.Increment(ref _next); i < trials && !abort.IsCancellationRequested; i = Interlocked.Increment(ref _next))
            {
                await TrainAsync(i % comparison.Variants.Count, (i / comparison.Variants.Count) + 1, abort.Token).ConfigureAwait(false);
            }
        }
        catch
        {
            await abort.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task TrainAsync(int variant, int number, CancellationToken stop)
    {
        string name = Path.Combine(FolderOf(variant), FormattableString.Invariant($"seed-{comparison.SeedOf(number)}"));
        string unfinished = Path.Combine(Unfinished, name);
        RunResult result;
        using (TrainingRun run = RunPreparation.Prepare(comparison.Trial(comparison.Variants[variant], number, unfinished), TimeProvider.System))
        {
            result = await run.TrainAsync(writeModel, [], null, stop).ConfigureAwait(false);
        }

        if (result.End.Outcome == RunOutcome.Stopped)
        {
            return;
        }

        string directory = Path.Combine(comparison.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(directory)!);
        Directory.Move(unfinished, directory);
        using RunDirectory files = RunDirectory.Open(directory);
        TrialResult trial = new()
        {
            Variant = comparison.Variants[variant],
            Number = number,
            Seed = comparison.SeedOf(number),
            Directory = directory,
            Evaluated = [.. files.ReadMetrics().Where(metrics => metrics.TestLoss is not null)],
            Summary = result.Summary,
            Failure = result.Summary is null ? result.End.Reason : "",
        };
        lock (_lock)
        {
            _ended.Add(trial);
            onEnded(trial);
        }
    }

    // Numbered, because different names can be the same once they are file names.
    private string FolderOf(int variant)
    {
        const int Longest = 48;
        string name = new([.. comparison.Variants[variant].Name.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? c : '-')]);
        return FormattableString.Invariant($"{variant + 1}-{name.Trim('-', '.')}").TrimEnd('-');
    }
}
