using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>
/// A random change to the image of a training sample, another one each epoch, so that a network sees more than was photographed. All
/// channels are changed alike. Immutable; safe from any thread.
/// </summary>
public abstract record SampleAugmentation
{
    /// <summary>The name used in configurations, as <c>flip</c>.</summary>
    public abstract string Type { get; }

    /// <summary>Changes an image in place. Depends on the image and the draw alone, and takes no memory.</summary>
    /// <param name="image">The image.</param>
    /// <param name="draw">The random numbers for this sample and epoch.</param>
    public abstract void Apply(in SampleImage image, SampleRandom draw);
}
