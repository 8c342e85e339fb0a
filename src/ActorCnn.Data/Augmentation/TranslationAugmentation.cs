using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>Moves an image by up to some rows and columns in any direction, every distance as likely.</summary>
/// <param name="Rows">The most rows, fewer than the image has.</param>
/// <param name="Columns">The most columns, fewer than the image has.</param>
public abstract record TranslationAugmentation(int Rows, int Columns) : SampleAugmentation
{
    /// <summary>True when the outermost pixels go on outside, false when the background stands there.</summary>
    protected abstract bool RepeatsEdge { get; }

    /// <inheritdoc/>
    public sealed override void Apply(in SampleImage image, SampleRandom draw) => Translation.Apply(
        image, draw.Below(0, (2 * Rows) + 1) - Rows, draw.Below(1, (2 * Columns) + 1) - Columns, RepeatsEdge);
}
