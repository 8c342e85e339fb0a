using ActorCnn.Networks.Losses;
using ActorCnn.Training.Configuration.Tree;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The losses that a configuration can name.</summary>
internal static class LossKinds
{
    private const float LargestSmoothing = 0.999f;

    /// <summary>Every loss; <c>type</c> chooses, or the name alone.</summary>
    public static Kinds<CrossEntropyLoss> All { get; } = new("loss",
    [
        new Kind<CrossEntropyLoss>(
            CrossEntropyLoss.Type,
            section => new CrossEntropyLoss(section.Number("label-smoothing", 0f, LargestSmoothing, 0f)),
            loss => [("label-smoothing", Settings.Number(loss.LabelSmoothing))]),
    ]);

    /// <summary>The name alone where it says everything, else a section.</summary>
    public static SettingNode Write(CrossEntropyLoss loss) => loss == new CrossEntropyLoss()
        ? Settings.Text(CrossEntropyLoss.Type)
        : Settings.OneOf("type", CrossEntropyLoss.Type, All, loss);
}
