using ActorCnn.Networks;
using ActorCnn.Networks.Numerics;

namespace ActorCnn.Data.Augmentation;

/// <summary>
/// Makes the random changes of a run to training samples, one after the other. What is drawn depends on the run's seed, the change's place
/// in the list, the epoch and the sample's number alone. Takes memory when it is made, none afterwards. One thread.
/// </summary>
public sealed class Augmenter
{
    private readonly IReadOnlyList<SampleAugmentation> _augmentations;
    private readonly Shape _shape;
    private readonly ulong _seed;
    private readonly float[] _background;
    private readonly float[] _scratch;

    /// <summary>Takes memory for one sample.</summary>
    /// <param name="augmentations">The changes in order.</param>
    /// <param name="shape">The shape of a sample.</param>
    /// <param name="background">What stands outside of an image, a value for each channel.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="ArgumentException">The background does not have a value for each channel.</exception>
    public Augmenter(IReadOnlyList<SampleAugmentation> augmentations, Shape shape, ReadOnlySpan<float> background, ulong seed)
    {
        (_augmentations, _shape, _seed) = (augmentations, shape, seed);
        _background = background.Length == shape.Channels
            ? background.ToArray()
            : throw new ArgumentException($"expected a background for each of {shape.Channels} channels, got {background.Length}");
        _scratch = new float[shape.Count];
    }

    /// <summary>Changes a sample in place.</summary>
    /// <param name="values">Its values, channel by channel, row-major.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="sample">The sample's number in its data set.</param>
    public void Apply(Span<float> values, int epoch, int sample)
    {
        SampleImage image = new(values, _shape, _background, _scratch);
        for (int i = 0; i < _augmentations.Count; i++)
        {
            _augmentations[i].Apply(image, new SampleRandom(_seed, RandomPurpose.Augmentation, i, epoch, sample));
        }
    }
}
