namespace ActorCnn.Data.Augmentation;

/// <summary>Moves an image by up to some rows and columns in any direction; its outermost pixels are repeated where it has left.</summary>
/// <param name="Rows">The most rows, fewer than the image has.</param>
/// <param name="Columns">The most columns, fewer than the image has.</param>
public sealed record ShiftAugmentation(int Rows, int Columns) : TranslationAugmentation(Rows, Columns)
{
    /// <inheritdoc/>
    public override string Type => "shift";

    /// <inheritdoc/>
    protected override bool RepeatsEdge => true;
}
