using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>Moves an image by up to some rows and columns in any direction; its outermost pixels are repeated where it has left.</summary>
/// <param name="Rows">The most rows, fewer than the image has.</param>
/// <param name="Columns">The most columns, fewer than the image has.</param>
public sealed record ShiftAugmentation(int Rows, int Columns) : SampleAugmentation
{
    /// <inheritdoc/>
    public override string Type => "shift";

    /// <inheritdoc/>
    public override void Apply(in SampleImage image, SampleRandom draw) => Translation.Apply(
        image, draw.Below(0, (2 * Rows) + 1) - Rows, draw.Below(1, (2 * Columns) + 1) - Columns, repeatsEdge: true);
}
