using ActorCnn.Data.Augmentation;

namespace ActorCnn.Training.Configuration.Kinds;

/// <summary>The changes to training samples that a configuration can name.</summary>
internal static class AugmentationKinds
{
    private const string Horizontal = "horizontal";
    private const string Vertical = "vertical";
    private const double MaximumDegrees = 180;

    /// <summary>Every change; <c>type</c> chooses.</summary>
    public static Kinds<SampleAugmentation> All { get; } = new("change",
    [
        Kind<SampleAugmentation>.Of(
            "flip",
            section => new FlipAugmentation(
                section.Choice("direction", "direction", [Horizontal, Vertical], Horizontal) == Vertical,
                section.Number("probability", 0.0, 1.0, FlipAugmentation.DefaultProbability)),
            flip =>
            [
                ("direction", Settings.Text(flip.Vertical ? Vertical : Horizontal)),
                ("probability", Settings.Number(flip.Probability)),
            ]),
        OfSize("crop", "padding", (rows, columns) => new CropAugmentation(rows, columns), crop => (crop.Rows, crop.Columns)),
        OfSize("shift", "pixels", (rows, columns) => new ShiftAugmentation(rows, columns), shift => (shift.Rows, shift.Columns)),
        Kind<SampleAugmentation>.Of(
            "rotate",
            section => new RotateAugmentation(section.Number("degrees", 0.0, MaximumDegrees)),
            rotate => [("degrees", Settings.Number(rotate.Degrees))]),
        OfSize("cutout", "size", (rows, columns) => new CutoutAugmentation(rows, columns), cutout => (cutout.Rows, cutout.Columns)),
    ]);

    private static Kind<SampleAugmentation> OfSize<T>(string name, string key, Func<int, int, T> create, Func<T, (int Rows, int Columns)> size)
        where T : SampleAugmentation => Kind<SampleAugmentation>.Of(
            name,
            section =>
            {
                (int rows, int columns) = section.Pair(key, 0, Settings.MaximumSize);
                return create(rows, columns);
            },
            augmentation => [(key, Settings.Pair(size(augmentation).Rows, size(augmentation).Columns))]);
}
