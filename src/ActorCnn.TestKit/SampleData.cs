using ActorCnn.Data;
using ActorCnn.Networks;

namespace ActorCnn.TestKit;

/// <summary>Samples for tests, made in memory.</summary>
public static class SampleData
{
    /// <summary>Noise with a stripe whose place tells the class, so that there is something to learn; half as many test samples.</summary>
    /// <param name="samples">Training samples, at least two.</param>
    /// <param name="shape">The shape of a sample, with at least a row for each class.</param>
    /// <param name="classes">Classes.</param>
    /// <param name="seed">The same seed gives the same samples.</param>
    public static DataSplit Random(int samples, Shape shape, int classes, int seed)
    {
        Random random = new(seed);
        return new DataSplit(Make("training samples", samples), Make("test samples", samples / 2), "none");

        Dataset Make(string name, int count)
        {
            byte[] pixels = new byte[count * shape.Count];
            ushort[] labels = new ushort[count];
            random.NextBytes(pixels);
            for (int i = 0; i < count; i++)
            {
                labels[i] = (ushort)random.Next(classes);
                pixels.AsSpan((i * shape.Count) + (labels[i] * shape.Width), shape.Width).Fill(255);
            }

            string[] classNames = [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];
            return new Dataset(name, shape, classNames, pixels, labels, PixelValues.ZeroToOne());
        }
    }
}
