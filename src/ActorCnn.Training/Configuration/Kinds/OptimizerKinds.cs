using ActorCnn.Networks.Optimization;
using ActorCnn.Training.Configuration.Reading;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The optimizers that a configuration can name.</summary>
internal static class OptimizerKinds
{
    private const float MaximumRate = 1_000_000f;

    // A running mean that keeps all of itself would never learn of a gradient.
    private const double LargestKept = 0.999999999;
    private const float LargestMomentum = 0.999999f;
    private const float LargestDecay = 100f;
    private const float SmallestEpsilon = 1e-20f;

    /// <summary>The one that is meant when none is named.</summary>
    public const string Default = "sgd";

    /// <summary>Every optimizer; <c>type</c> chooses.</summary>
    public static Kinds<Optimizer> All { get; } = new("optimizer",
    [
        Of(Default, new SgdOptimizer(TrainingSettings.DefaultLearningRate), ReadSgd, sgd =>
        [
            ("momentum", Settings.Number(sgd.Momentum)),
            ("nesterov", Settings.Flag(sgd.Nesterov)),
        ]),
        Of("adam", new AdamOptimizer(0.001f), ReadAdam, adam => WriteAdam(adam.Beta1, adam.Beta2, adam.Epsilon)),
        Of("adamw", new AdamWOptimizer(0.001f) { WeightDecay = 0.01f }, ReadAdamW, adam => WriteAdam(adam.Beta1, adam.Beta2, adam.Epsilon)),
        Of("rmsprop", new RmsPropOptimizer(0.01f), ReadRmsProp, rmsProp =>
        [
            ("smoothing", Settings.Number(rmsProp.Smoothing)),
            ("epsilon", Settings.Number(rmsProp.Epsilon)),
        ]),
    ]);

    // What every optimizer has stands around what one kind alone has.
    private static Kind<Optimizer> Of<T>(
        string name, T defaults, Func<Section, T, T> read, Func<T, IEnumerable<(string Key, SettingNode Value)>> write)
        where T : Optimizer => Kind<Optimizer>.Of(
            name,
            section =>
            {
                float rate = section.Number("learning-rate", 0f, MaximumRate, defaults.Rate);
                Optimizer own = read(section, defaults);
                return own with
                {
                    Rate = rate,
                    WeightDecay = section.Number("weight-decay", 0f, LargestDecay, defaults.WeightDecay),
                    Clipping = new GradientClipping(
                        section.Number("clip-value", 0f, MaximumRate, defaults.Clipping.Value),
                        section.Number("clip-norm", 0f, MaximumRate, defaults.Clipping.Norm)),
                    Schedule = section.Child("schedule")?.OneOf("type", ScheduleKinds.All, ScheduleKinds.Default) ?? defaults.Schedule,
                };
            },
            optimizer =>
            [
                ("learning-rate", Settings.Number(optimizer.Rate)),
                .. write((T)optimizer),
                ("weight-decay", Settings.Number(optimizer.WeightDecay)),
                ("clip-value", Settings.Number(optimizer.Clipping.Value)),
                ("clip-norm", Settings.Number(optimizer.Clipping.Norm)),
                ("schedule", Settings.OneOf("type", optimizer.Schedule.Type, ScheduleKinds.All, optimizer.Schedule)),
            ]);

    private static SgdOptimizer ReadSgd(Section section, SgdOptimizer defaults)
    {
        float momentum = section.Number("momentum", 0f, LargestMomentum, defaults.Momentum);
        bool nesterov = section.Flag("nesterov", defaults.Nesterov);
        if (nesterov && momentum == 0)
        {
            section.Refuse("nesterov", "no momentum to look ahead with", "momentum above 0", "momentum 0", "add 'momentum: 0.9'");
        }

        return defaults with { Momentum = momentum, Nesterov = nesterov };
    }

    private static AdamOptimizer ReadAdam(Section section, AdamOptimizer defaults) => defaults with
    {
        Beta1 = section.Number("beta1", 0.0, LargestKept, defaults.Beta1),
        Beta2 = section.Number("beta2", 0.0, LargestKept, defaults.Beta2),
        Epsilon = section.Number("epsilon", SmallestEpsilon, 1f, defaults.Epsilon),
    };

    private static AdamWOptimizer ReadAdamW(Section section, AdamWOptimizer defaults) => defaults with
    {
        Beta1 = section.Number("beta1", 0.0, LargestKept, defaults.Beta1),
        Beta2 = section.Number("beta2", 0.0, LargestKept, defaults.Beta2),
        Epsilon = section.Number("epsilon", SmallestEpsilon, 1f, defaults.Epsilon),
    };

    private static IEnumerable<(string Key, SettingNode Value)> WriteAdam(double beta1, double beta2, float epsilon) =>
    [
        ("beta1", Settings.Number(beta1)),
        ("beta2", Settings.Number(beta2)),
        ("epsilon", Settings.Number(epsilon)),
    ];

    private static RmsPropOptimizer ReadRmsProp(Section section, RmsPropOptimizer defaults) => defaults with
    {
        Smoothing = section.Number("smoothing", 0.0, LargestKept, defaults.Smoothing),
        Epsilon = section.Number("epsilon", SmallestEpsilon, 1f, defaults.Epsilon),
    };
}
