using ActorCnn.Networks;

namespace ActorCnn.Data;

/// <summary>
/// Labelled samples in memory, a byte a pixel with a table of what the 256 values stand for. Immutable; safe from any thread.
/// </summary>
public sealed class Dataset
{
    private readonly byte[] _pixels;
    private readonly ushort[] _labels;
    private readonly float[] _values;

    /// <summary>Creates a data set that takes over the arrays.</summary>
    /// <param name="name">What messages call it, as <c>training images</c>.</param>
    /// <param name="shape">The shape of each sample.</param>
    /// <param name="classNames">A name for each class.</param>
    /// <param name="pixels">Sample by sample, channel by channel, row-major.</param>
    /// <param name="labels">A class for each sample.</param>
    /// <param name="values">What each of the 256 pixel values stands for.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a label is beyond the classes.</exception>
    public Dataset(string name, Shape shape, IReadOnlyList<string> classNames, byte[] pixels, ushort[] labels, float[] values)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != 256 || pixels.LongLength != labels.LongLength * shape.LongCount)
        {
            throw new ArgumentException(
                $"data set '{name}': lengths do not fit; expected 256 values and {labels.LongLength * shape.LongCount} pixels, "
                + $"got {values.Length} and {pixels.LongLength}");
        }

        if (Array.Exists(labels, label => label >= classNames.Count))
        {
            throw new ArgumentException($"data set '{name}': a label is beyond its {classNames.Count} classes");
        }

        (Name, Shape, ClassNames, _pixels, _labels, _values) = (name, shape, classNames, pixels, labels, values);
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The shape of each sample.</summary>
    public Shape Shape { get; }

    /// <summary>A name for each class.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many samples.</summary>
    public int Count => _labels.Length;

    /// <summary>What each of the 256 pixel values stands for.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>All pixels, sample by sample.</summary>
    public ReadOnlySpan<byte> AllPixels => _pixels;

    /// <summary>All labels.</summary>
    public ReadOnlySpan<ushort> Labels => _labels;

    /// <summary>A sample's pixels, channel by channel, row-major.</summary>
    public ReadOnlySpan<byte> Pixels(int sample) => _pixels.AsSpan(sample * Shape.Count, Shape.Count);

    /// <summary>A sample's class.</summary>
    public int Label(int sample) => _labels[sample];
}
