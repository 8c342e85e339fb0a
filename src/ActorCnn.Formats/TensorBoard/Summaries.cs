using ActorCnn.Formats.TensorBoard.Schema;
using ActorCnn.Networks;
using Google.Protobuf;

namespace ActorCnn.Formats.TensorBoard;

/// <summary>Values by tag, to be shown for one step. A slash in a tag makes a group of all before it.</summary>
public sealed class Summaries
{
    private const int Buckets = 30;
    private const int Gray = 1;
    private const int Rgb = 3;

    internal Summary Proto { get; } = new();

    /// <summary>Adds a number.</summary>
    public void AddScalar(string tag, double value) => Proto.Value.Add(new Summary.Types.Value { Tag = tag, SimpleValue = (float)value });

    /// <summary>Adds an image.</summary>
    public void AddImage(string tag, PixelImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Summary.Types.Image encoded = new()
        {
            Height = image.Height,
            Width = image.Width,
            Colorspace = image.Channels == 1 ? Gray : Rgb,
            EncodedImageString = UnsafeByteOperations.UnsafeWrap(PngWriter.Encode(image)),
        };
        Proto.Value.Add(new Summary.Types.Value { Tag = tag, Image = encoded });
    }

    /// <summary>
    /// Adds how often values occur: thirty equal ranges from the least to the largest. Values that are not finite are left out; without
    /// any other, nothing is added.
    /// </summary>
    public void AddHistogram(string tag, ReadOnlySpan<float> values)
    {
        (double least, double largest, double sum, double squares, long count) = (double.MaxValue, double.MinValue, 0, 0, 0);
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                (least, largest) = (Math.Min(least, value), Math.Max(largest, value));
                sum += value;
                squares += (double)value * value;
                count++;
            }
        }

        if (count == 0)
        {
            return;
        }

        HistogramProto histogram = new() { Min = least, Max = largest, Num = count, Sum = sum, SumSquares = squares };
        AddBuckets(histogram, values);
        Proto.Value.Add(new Summary.Types.Value { Tag = tag, Histo = histogram });
    }

    /// <summary>Adds a histogram of every tensor of a network, tagged as <c>layers.0/weight</c>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="parameters">Its parameter buffer.</param>
    public void AddHistograms(Network network, ReadOnlySpan<float> parameters)
    {
        ArgumentNullException.ThrowIfNull(network);
        foreach (NetworkTensor tensor in network.Tensors)
        {
            int end = tensor.Name.Length - tensor.Shape.Name.Length;
            AddHistogram(
                $"{tensor.Name[..(end - 1)]}/{tensor.Name[end..]}", parameters.Slice(tensor.Offset, tensor.Shape.Count));
        }
    }

    private static void AddBuckets(HistogramProto histogram, ReadOnlySpan<float> values)
    {
        double width = (histogram.Max - histogram.Min) / Buckets;
        int buckets = width > 0 ? Buckets : 1;
        Span<long> counts = stackalloc long[Buckets];
        counts.Clear();
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                counts[width > 0 ? Math.Min(buckets - 1, (int)((value - histogram.Min) / width)) : 0]++;
            }
        }

        for (int i = 0; i < buckets; i++)
        {
            // The last is exact, whatever the sum of the widths rounds to.
            histogram.BucketLimit.Add(i == buckets - 1 ? histogram.Max : histogram.Min + ((i + 1) * width));
            histogram.Bucket.Add(counts[i]);
        }
    }
}
