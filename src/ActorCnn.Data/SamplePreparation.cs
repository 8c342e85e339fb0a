using ActorCnn.Data.Augmentation;

namespace ActorCnn.Data;

/// <summary>What is done to samples before a network sees them. Immutable; safe from any thread.</summary>
/// <param name="Normalization">For training and test samples alike; null for none.</param>
/// <param name="Augmentations">For training samples alone, in order, after the normalization.</param>
public sealed record SamplePreparation(Normalization? Normalization, IReadOnlyList<SampleAugmentation> Augmentations)
{
    /// <summary>Samples as they are.</summary>
    public static SamplePreparation None { get; } = new(null, []);

    /// <summary>What each of the 256 pixel values stands for in training and evaluation: one table, or one a channel.</summary>
    /// <param name="set">Training or test samples.</param>
    public float[] ValuesOf(Dataset set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return ValuesOf(set.Values);
    }

    /// <summary>The same for images that are in no data set.</summary>
    /// <param name="values">What each of the 256 pixel values stands for before.</param>
    public float[] ValuesOf(ReadOnlySpan<float> values) => Normalization?.Tables(values) ?? values.ToArray();

    /// <summary>What changes the training samples for one thread; null when they stay as they are.</summary>
    /// <param name="train">The training samples.</param>
    /// <param name="values">What their pixel values stand for, as <c>ValuesOf</c> gives it.</param>
    /// <param name="seed">The run's seed.</param>
    public Augmenter? CreateAugmenter(Dataset train, ReadOnlySpan<float> values, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(train);
        if (Augmentations.Count == 0)
        {
            return null;
        }

        // Around an image it is as dark as a pixel of zero.
        float[] background = new float[train.Shape.Channels];
        int stride = values.Length / 256 == 1 ? 0 : 256;
        for (int c = 0; c < background.Length; c++)
        {
            background[c] = values[c * stride];
        }

        return new Augmenter(Augmentations, train.Shape, background, seed);
    }
}
