using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>
/// Sets a rectangle to zero, which is the mean where samples are normalized: DeVries and Taylor, "Improved regularization of convolutional
/// neural networks with cutout", 2017. Its middle is any pixel, so a part of it may lie outside.
/// </summary>
/// <param name="Rows">Its rows.</param>
/// <param name="Columns">Its columns.</param>
public sealed record CutoutAugmentation(int Rows, int Columns) : SampleAugmentation
{
    /// <inheritdoc/>
    public override string Type => "cutout";

    /// <inheritdoc/>
    public override void Apply(in SampleImage image, SampleRandom draw)
    {
        (int top, int bottom) = Part(draw.Below(0, image.Shape.Height), Rows, image.Shape.Height);
        (int left, int right) = Part(draw.Below(1, image.Shape.Width), Columns, image.Shape.Width);
        for (int c = 0; c < image.Shape.Channels; c++)
        {
            for (int y = top; y < bottom; y++)
            {
                image.Row(c, y)[left..right].Clear();
            }
        }
    }

    private static (int First, int End) Part(int middle, int size, int length)
    {
        int first = middle - (size / 2);
        return (Math.Max(first, 0), Math.Min(first + size, length));
    }
}
