namespace ActorCnn.Data.Augmentation;

/// <summary>Moves an image in place, a row at a time.</summary>
internal static class Translation
{
    /// <summary><c>out[y, x] = in[y + down, x + right]</c>, in a frame of the background or of the image's own edge.</summary>
    /// <param name="image">The image.</param>
    /// <param name="down">How many rows the new first row lies below the old one; fewer than there are.</param>
    /// <param name="right">The same of columns.</param>
    /// <param name="repeatsEdge">True when the outermost pixels go on outside, false when the background stands there.</param>
    public static void Apply(in SampleImage image, int down, int right, bool repeatsEdge)
    {
        int height = image.Shape.Height;
        for (int c = 0; c < image.Shape.Channels; c++)
        {
            float background = image.Background[c];
            for (int i = 0; i < height; i++)
            {
                // No row is overwritten before it has been read.
                int y = down >= 0 ? i : height - 1 - i;
                int from = y + down;
                if (repeatsEdge || (from >= 0 && from < height))
                {
                    MoveRow(image.Row(c, Math.Clamp(from, 0, height - 1)), image.Row(c, y), right, repeatsEdge ? null : background);
                }
                else
                {
                    image.Row(c, y).Fill(background);
                }
            }
        }
    }

    // Null for the background repeats the edge. The two rows may be the same one.
    private static void MoveRow(ReadOnlySpan<float> from, Span<float> to, int right, float? background)
    {
        int kept = to.Length - Math.Abs(right);
        (float first, float last) = (background ?? from[0], background ?? from[^1]);
        if (right >= 0)
        {
            from[right..].CopyTo(to);
            to[kept..].Fill(last);
        }
        else
        {
            from[..kept].CopyTo(to[^kept..]);
            to[..^kept].Fill(first);
        }
    }
}
