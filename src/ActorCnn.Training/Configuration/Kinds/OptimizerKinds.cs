using ActorCnn.Networks.Optimization;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The optimizers that a configuration can name.</summary>
internal static class OptimizerKinds
{
    private const float MaximumRate = 1_000_000f;

    /// <summary>The one that is meant when none is named.</summary>
    public const string Default = "sgd";

    /// <summary>Every optimizer; <c>type</c> chooses.</summary>
    public static Kinds<Optimizer> All { get; } = new("optimizer",
    [
        Kind<Optimizer>.Of(
            Default,
            section => new SgdOptimizer(section.Number("learning-rate", 0f, MaximumRate, TrainingSettings.DefaultLearningRate)),
            sgd => [("learning-rate", Settings.Number(sgd.Rate))]),
    ]);
}
