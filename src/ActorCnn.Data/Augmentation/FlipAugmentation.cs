using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>Mirrors an image with a probability.</summary>
/// <param name="Vertical">True swaps top and bottom, false left and right.</param>
/// <param name="Probability">How often, 0 to 1.</param>
public sealed record FlipAugmentation(bool Vertical = false, double Probability = FlipAugmentation.DefaultProbability) : SampleAugmentation
{
    /// <summary>The probability when none is given.</summary>
    public const double DefaultProbability = 0.5;

    /// <inheritdoc/>
    public override string Type => "flip";

    /// <inheritdoc/>
    public override void Apply(in SampleImage image, SampleRandom draw)
    {
        if (draw.Uniform(0) >= Probability)
        {
            return;
        }

        if (Vertical)
        {
            SwapTopAndBottom(image);
        }
        else
        {
            SwapLeftAndRight(image);
        }
    }

    private static void SwapLeftAndRight(in SampleImage image)
    {
        for (int c = 0; c < image.Shape.Channels; c++)
        {
            for (int y = 0; y < image.Shape.Height; y++)
            {
                image.Row(c, y).Reverse();
            }
        }
    }

    private static void SwapTopAndBottom(in SampleImage image)
    {
        int height = image.Shape.Height;
        Span<float> kept = image.Scratch[..image.Shape.Width];
        for (int c = 0; c < image.Shape.Channels; c++)
        {
            for (int y = 0; y < height / 2; y++)
            {
                Span<float> upper = image.Row(c, y);
                Span<float> lower = image.Row(c, height - 1 - y);
                upper.CopyTo(kept);
                lower.CopyTo(upper);
                kept.CopyTo(lower);
            }
        }
    }
}
