using ActorCnn.Networks;

namespace ActorCnn.Data.Augmentation;

/// <summary>The image of one sample while it is changed in place.</summary>
/// <param name="values">Its values, channel by channel, row-major.</param>
/// <param name="shape">Channels of rows by columns.</param>
/// <param name="background">What stands outside of the image, a value for each channel.</param>
/// <param name="scratch">As many values as the image has, free to use.</param>
public readonly ref struct SampleImage(Span<float> values, Shape shape, ReadOnlySpan<float> background, Span<float> scratch)
{
    /// <summary>Its values, channel by channel, row-major.</summary>
    public Span<float> Values { get; } = values;

    /// <summary>Channels of rows by columns.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>What stands outside of the image, a value for each channel.</summary>
    public ReadOnlySpan<float> Background { get; } = background;

    /// <summary>As many values as the image has, free to use.</summary>
    public Span<float> Scratch { get; } = scratch;

    /// <summary>A row of a channel.</summary>
    public Span<float> Row(int channel, int row) =>
        Values.Slice(((channel * Shape.Height) + row) * Shape.Width, Shape.Width);
}
