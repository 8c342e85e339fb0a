using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace ActorCnn.Data;

/// <summary>
/// Makes the values of each channel of the training samples have mean 0 and deviation 1: <c>(value - mean) / deviation</c>. Learned from
/// the training samples and kept with the model, because test samples and images to predict are normalized by the same numbers.
/// Immutable; equal numbers are equal normalizations.
/// </summary>
public sealed record Normalization
{
    private const int PixelValues = 256;

    /// <summary>Creates a normalization.</summary>
    /// <param name="means">A mean for each channel.</param>
    /// <param name="deviations">A deviation for each channel.</param>
    /// <exception cref="ArgumentException">There is none, their numbers differ, or one is not finite or not positive.</exception>
    public Normalization(ImmutableArray<double> means, ImmutableArray<double> deviations)
    {
        if (means.IsDefaultOrEmpty || deviations.IsDefault || means.Length != deviations.Length)
        {
            throw new ArgumentException("normalization: expected a mean and a deviation for each channel");
        }

        if (!means.All(double.IsFinite) || !deviations.All(deviation => double.IsFinite(deviation) && deviation > 0))
        {
            throw new ArgumentException("normalization: expected finite means and positive deviations");
        }

        (Means, Deviations) = (means, deviations);
    }

    /// <summary>A mean for each channel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ImmutableArray<double> Means { get; }

    /// <summary>A deviation for each channel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public ImmutableArray<double> Deviations { get; }

    /// <summary>
    /// The mean and the standard deviation of all values of each channel. A channel whose values are all the same has the deviation 1, so
    /// that it becomes zero. Pixels are counted by value and the 256 products added in their order in double precision: the same bits
    /// everywhere, whatever the order of the samples.
    /// </summary>
    /// <param name="samples">The training samples.</param>
    public static Normalization Learn(Dataset samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        long[] counts = CountPixels(samples);
        double[] means = new double[samples.Shape.Channels];
        double[] deviations = new double[samples.Shape.Channels];
        for (int c = 0; c < means.Length; c++)
        {
            (means[c], deviations[c]) = Moments(counts.AsSpan(c * PixelValues, PixelValues), samples.Values);
        }

        return new Normalization([.. means], [.. deviations]);
    }

    /// <summary>What each of the 256 pixel values stands for once it is normalized: a table for each channel, one after the other.</summary>
    /// <param name="values">What it stands for before.</param>
    public float[] Tables(ReadOnlySpan<float> values)
    {
        float[] tables = new float[Means.Length * PixelValues];
        for (int c = 0; c < Means.Length; c++)
        {
            for (int v = 0; v < PixelValues; v++)
            {
                tables[(c * PixelValues) + v] = (float)((values[v] - Means[c]) / Deviations[c]);
            }
        }

        return tables;
    }

    /// <inheritdoc/>
    public bool Equals(Normalization? other) =>
        other is not null && Means.SequenceEqual(other.Means) && Deviations.SequenceEqual(other.Deviations);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Means.Length, Means[0], Deviations[0]);

    private static long[] CountPixels(Dataset samples)
    {
        int channels = samples.Shape.Channels;
        int size = samples.Shape.Height * samples.Shape.Width;
        long[] counts = new long[channels * PixelValues];
        ReadOnlySpan<byte> pixels = samples.AllPixels;
        for (int plane = 0; !pixels.IsEmpty; plane++)
        {
            Span<long> own = counts.AsSpan(plane % channels * PixelValues, PixelValues);
            foreach (byte pixel in pixels[..size])
            {
                own[pixel]++;
            }

            pixels = pixels[size..];
        }

        return counts;
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<long> counts, ReadOnlySpan<float> values)
    {
        long number = 0;
        double sum = 0;
        (float least, float most) = (float.PositiveInfinity, float.NegativeInfinity);
        for (int v = 0; v < PixelValues; v++)
        {
            if (counts[v] > 0)
            {
                number += counts[v];
                sum += counts[v] * (double)values[v];
                (least, most) = (Math.Min(least, values[v]), Math.Max(most, values[v]));
            }
        }

        // Not left to the sums: their rounding would make up a tiny deviation.
        if (least == most)
        {
            return (least, 1);
        }

        double mean = sum / number;
        double squares = 0;
        for (int v = 0; v < PixelValues; v++)
        {
            squares += counts[v] == 0 ? 0 : counts[v] * ((values[v] - mean) * (values[v] - mean));
        }

        return (mean, Math.Sqrt(squares / number));
    }
}
