using ActorCnn.Training.Runs;

namespace ActorCnn.Training.Comparisons;

/// <summary>What a trial came to.</summary>
public sealed record TrialResult
{
    /// <summary>The variant that was trained.</summary>
    public required Variant Variant { get; init; }

    /// <summary>Its number among the variant's trials, from one.</summary>
    public required int Number { get; init; }

    /// <summary>Its seed.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Its directory, which <c>train</c> would have written.</summary>
    public required string Directory { get; init; }

    /// <summary>The epochs that were evaluated.</summary>
    public required IReadOnlyList<EpochMetrics> Evaluated { get; init; }

    /// <summary>What it came to; null when it failed.</summary>
    public required RunSummary? Summary { get; init; }

    /// <summary>Why it failed; empty when it did not.</summary>
    public required string Failure { get; init; }
}

/// <summary>The trials of a variant that did not fail, as numbers over all of them.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Trials">All its trials, in the order of their seeds.</param>
public sealed record VariantResult(Variant Variant, IReadOnlyList<TrialResult> Trials)
{
    private readonly TrialResult[] _completed = [.. Trials.Where(trial => trial.Summary is not null && trial.Evaluated.Count > 0)];

    /// <summary>Trials that failed.</summary>
    public int Failed => Trials.Count(trial => trial.Summary is null);

    /// <summary>Every epoch that a trial was evaluated after, in order.</summary>
    public IReadOnlyList<int> Epochs =>
        [.. _completed.SelectMany(trial => trial.Evaluated.Select(metrics => metrics.Epoch)).Distinct().Order()];

    /// <summary>A number after an epoch, over the trials that were evaluated there; null without one.</summary>
    public Quartiles? At(int epoch, Func<EpochMetrics, double> number) => Quartiles.Of(
        _completed.SelectMany(trial => trial.Evaluated.Where(metrics => metrics.Epoch == epoch)).Select(number));

    /// <summary>A number at the end of each trial; null when none was completed.</summary>
    public Quartiles? AtEnd(Func<EpochMetrics, double> number) => Quartiles.Of(_completed.Select(trial => number(trial.Evaluated[^1])));
}
