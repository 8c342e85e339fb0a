using ActorCnn.Networks;
using ActorCnn.Reports.Html;
using ActorCnn.Training.Evaluation;
using ActorCnn.Training.Runs;

namespace ActorCnn.Reports.Runs;

/// <summary>What a report tells about a run.</summary>
public sealed record RunReport
{
    /// <summary>How the run stands.</summary>
    public required RunOverview Overview { get; init; }

    /// <summary>The effective configuration, as YAML.</summary>
    public required string Configuration { get; init; }

    /// <summary>The epochs so far.</summary>
    public required IReadOnlyList<EpochMetrics> Metrics { get; init; }

    /// <summary>What it came to; null when it is not done.</summary>
    public RunSummary? Summary { get; init; }

    /// <summary>The network; null when neither model nor data are at hand.</summary>
    public Network? Network { get; init; }

    /// <summary>The filters of the first layer; none without a model.</summary>
    public IReadOnlyList<FilterImage> Filters { get; init; } = [];

    /// <summary>The classes in the order of the network's outputs.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Which class was taken for which; null when it could not be worked out.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Why there is no confusion matrix.</summary>
    public string WhyNoConfusion { get; init; } = "";
}
