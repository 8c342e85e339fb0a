namespace ActorCnn.Data.Augmentation;

/// <summary>
/// Cuts a piece of the image's own size out of the image in a frame of its background, anywhere: He et al., "Deep residual learning for
/// image recognition", 2016, section 4.2.
/// </summary>
/// <param name="Rows">Rows of the frame above and below, fewer than the image has.</param>
/// <param name="Columns">Columns of the frame on the left and the right, fewer than the image has.</param>
public sealed record CropAugmentation(int Rows, int Columns) : TranslationAugmentation(Rows, Columns)
{
    /// <inheritdoc/>
    public override string Type => "crop";

    /// <inheritdoc/>
    protected override bool RepeatsEdge => false;
}
