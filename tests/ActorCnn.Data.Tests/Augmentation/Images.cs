using ActorCnn.Data.Augmentation;
using ActorCnn.Networks;
using CsCheck;

namespace ActorCnn.Data.Tests.Augmentation;

/// <summary>Small images whose values are all different, so that any that moved is seen.</summary>
internal static class Images
{
    /// <summary>What stands around a channel's image.</summary>
    public static float Background(int channel) => -100 - channel;

    /// <summary>Shapes of up to three channels.</summary>
    public static Gen<Shape> AnyShape { get; } =
        Gen.Select(Gen.Int[1, 3], Gen.Int[1, 9], Gen.Int[1, 9]).Select((channels, height, width) => new Shape(channels, height, width));

    /// <summary>An image of the numbers from 1 on.</summary>
    public static float[] Of(Shape shape) => [.. Enumerable.Range(1, shape.Count).Select(i => (float)i)];

    /// <summary>The image after changes for one sample.</summary>
    public static float[] Changed(
        Shape shape, IReadOnlyList<SampleAugmentation> changes, ulong seed = 5, int epoch = 0, int sample = 0)
    {
        float[] values = Of(shape);
        Create(shape, changes, seed).Apply(values, epoch, sample);
        return values;
    }

    /// <summary>Makes changes to samples of a shape.</summary>
    public static Augmenter Create(Shape shape, IReadOnlyList<SampleAugmentation> changes, ulong seed = 5) =>
        new(changes, shape, [.. Enumerable.Range(0, shape.Channels).Select(Background)], seed);

    /// <summary>A value of an image.</summary>
    public static float At(this float[] values, Shape shape, int channel, int row, int column) =>
        values[(((channel * shape.Height) + row) * shape.Width) + column];
}
